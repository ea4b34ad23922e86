import type { Category } from '../contract/category.ts';
import type { AppointmentDeps } from './deps.ts';
import { customerLink } from './links.ts';
import type { MailContext } from './mails.ts';
import { feedbackData, noShowData, requestData } from './once-mails.ts';
import type { AppointmentReader } from './readers.ts';
import { type AppointmentRecord, endOf } from './record.ts';
import { contextOf, emailIdOf, type Round, write } from './round.ts';

/** When a customer is asked how it was, epoch milliseconds; undefined where they are not. */
export const feedbackDueAt = (
  { life, statusAt, feedbackAskedAt }: AppointmentRecord,
  { feedbackAfterMs }: { feedbackAfterMs: number },
): number | undefined =>
  life.status === 'completed' && life.outcome === 'attended' && feedbackAskedAt === undefined
    ? statusAt + feedbackAfterMs
    : undefined;

/** When the rep is asked once more what becomes of a request; undefined where they are not. */
export const askedAgainDueAt = (
  record: AppointmentRecord,
  { answerWithinMs }: { answerWithinMs: number },
): number | undefined => {
  const { request } = record;
  if (request === undefined || request.askedAgainAt !== undefined) return undefined;
  const dueAt = request.at + answerWithinMs;
  // Once it has begun there is nothing left to decide.
  return record.life.status === 'completed' || dueAt >= record.startAt ? undefined : dueAt;
};

interface OnceMail {
  key: string;
  template: string;
  category: Category;
  data: (context: MailContext, emailId: string) => Record<string, unknown>;
  expiresAt?: number;
}

/** One mail for its key, whatever sends it again. */
const writeOnce = async (
  deps: AppointmentDeps,
  round: Round,
  reader: AppointmentReader,
  { key, template, category, data, expiresAt }: OnceMail,
): Promise<void> => {
  await write(deps, round, reader, {
    key,
    template,
    category,
    compose: () => ({
      data: data(contextOf(round, reader, emailIdOf(key)), emailIdOf(key)),
      ...(expiresAt !== undefined && { expiresAt }),
    }),
  });
};

type Done = Pick<AppointmentRecord, 'noShowAt' | 'feedbackAskedAt' | 'request'>;

/** Sends what an appointment brings about once; answers what of it is done now. @throws ServiceError `invalid`. */
export const sendOnce = async (
  deps: AppointmentDeps,
  round: Round,
  readers: readonly AppointmentReader[],
): Promise<Done> => {
  const customer = readers.find(({ audience }) => audience === 'customer');
  const rep = readers.find(({ audience }) => audience === 'rep');
  // There is a customer always, and no rep beside one who books for themselves.
  if (customer === undefined) return round.record;
  return {
    noShowAt: await sendNoShow(deps, round, customer),
    feedbackAskedAt: await askFeedback(deps, round, customer),
    request: await tellRequest(deps, round, { customer, rep }),
  };
};

const sendNoShow = async (
  deps: AppointmentDeps,
  round: Round,
  customer: AppointmentReader,
): Promise<number | undefined> => {
  const { id, life, details, noShowAt } = round.record;
  const isMissed = life.status === 'completed' && life.outcome === 'no_show';
  if (!isMissed || noShowAt !== undefined) return noShowAt;
  await writeOnce(deps, round, customer, {
    key: `no_show/${id}/${round.record.epoch}`,
    template: 'appointment_no_show',
    category: 'appointment',
    data: (context) => noShowData(details, context),
  });
  return round.now;
};

const askFeedback = async (
  deps: AppointmentDeps,
  round: Round,
  customer: AppointmentReader,
): Promise<number | undefined> => {
  const { record, rep, links, now } = round;
  const dueAt = feedbackDueAt(record, deps.rules);
  if (dueAt === undefined || dueAt > now) return record.feedbackAskedAt;
  await writeOnce(deps, round, customer, {
    key: `feedback/${record.id}/${record.epoch}`,
    template: 'appointment_feedback',
    category: 'marketing',
    data: (_context, emailId) =>
      feedbackData(record.details, rep, customerLink('f', record, emailId, links) ?? ''),
  });
  return now;
};

const requestMails = ['rep', 'customer', 'again'] as const;
type RequestMail = (typeof requestMails)[number];

const requestKey = (
  { id, epoch }: Pick<AppointmentRecord, 'id' | 'epoch'>,
  number: number,
  mail: RequestMail,
): string => `request/${id}/${epoch}/${number}/${mail}`;

/** How many requests, and how many erasures, ago a mail may still wait. */
const REQUESTS_BACK = 10;
const EPOCHS_BACK = 3;

const lastOf = (last: number, count: number): number[] => Array.from({ length: count }, (_, i) => last - i);

/** Mails that wait and tell of a request that is open no more, since it was decided or another one came. */
const callBackRequests = async (
  deps: Pick<AppointmentDeps, 'outbox'>,
  record: AppointmentRecord,
): Promise<void> => {
  const { id, request, requestCount, epoch } = record;
  const past = lastOf(requestCount, REQUESTS_BACK).filter(
    (number) => number > 0 && number !== request?.number,
  );
  const epochs = lastOf(epoch, EPOCHS_BACK).filter((one) => one >= 0);
  const ids = past.flatMap((number) =>
    epochs.flatMap((one) =>
      requestMails.map((mail) => emailIdOf(requestKey({ id, epoch: one }, number, mail))),
    ),
  );
  if (ids.length > 0) await deps.outbox.supersede(ids);
};

/** Tells rep and customer of what the customer asks for, and the rep once more when nobody decides. */
const tellRequest = async (
  deps: AppointmentDeps,
  round: Round,
  { customer, rep }: { customer: AppointmentReader; rep: AppointmentReader | undefined },
): Promise<AppointmentRecord['request']> => {
  const { record, now } = round;
  const { request } = record;
  await callBackRequests(deps, record);
  if (request === undefined) return undefined;
  const mail = async (
    name: RequestMail,
    reader: AppointmentReader | undefined,
    isAgain: boolean,
  ): Promise<void> => {
    if (reader === undefined) return;
    await writeOnce(deps, round, reader, {
      key: requestKey(record, request.number, name),
      template: 'appointment_request',
      category: 'appointment',
      data: (context) => requestData(record, { request, isAgain }, context),
      expiresAt: Math.max(endOf(record), now + deps.rules.answerWithinMs),
    });
  };
  if (request.toldAt === undefined) {
    await mail('rep', rep, false);
    await mail('customer', customer, false);
  }
  const isAgain = (askedAgainDueAt(record, deps.rules) ?? Infinity) <= now;
  if (isAgain) {
    await mail('again', rep, true);
    deps.metrics.addMetric('AppointmentRequestsUnanswered', 'Count', 1);
  }
  return { ...request, toldAt: request.toldAt ?? now, askedAgainAt: isAgain ? now : request.askedAgainAt };
};
