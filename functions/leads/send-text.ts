import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { MINUTE, SECOND, toIso } from '../platform/clock.ts';
import { closestLocale } from '../platform/locales.ts';
import { asName, withBlankGaps } from '../platform/strangers-words.ts';
import type { Rep } from '../reps/rep.ts';
import { fitSms } from '../sms/text.ts';
import type { SmsOutcome } from '../sms/outcome.ts';
import { textEvent } from './bus-events.ts';
import { changeLead } from './change-lead.ts';
import { hurried } from './claim.ts';
import type { LeadDeps } from './deps.ts';
import { takeUrlFor } from './links.ts';
import { headlineOf } from './mail-data.ts';
import type { OwedText } from './owed.ts';
import { type LeadRecord, nextDueAtOf } from './record.ts';
import { isOpenIn, type Told } from './response.ts';

/** Two parts at the most: each is paid for. */
const MOST_SEGMENTS = 2;
/** A text that is as late as that wakes somebody for nothing. */
const LONGEST_WAIT_MS = 30 * MINUTE;

/**
 * Sends a text message that a lead owes, at most once: it is claimed first, over a state in which the lead is still open.
 * What a crash or an unclear answer leaves is not tried again; the next step follows anyway.
 */
export const sendText = async (deps: LeadDeps, id: string, owed: OwedText): Promise<void> => {
  const link = await takeUrlFor(deps, { leadId: id, run: owed.run, repId: owed.repId });
  const claimed = await claim(deps, id, owed);
  if (claimed === undefined) return;
  const { record, rep, phone } = claimed;
  const { body, segments } = fitSms({ text: textOf(record, rep.locale), link, segments: MOST_SEGMENTS });
  const outcome = await deps.sms.send({
    to: phone,
    body,
    ttlSeconds: Math.round(untilNext(record, deps.now()) / SECOND),
    context: { leadId: id, run: String(owed.run), step: String(owed.step), repId: rep.id },
  });
  if (outcome.outcome === 'refused' && outcome.why === 'opted_out')
    await deps.reps.stopTexts(rep.id, { phone, at: toIso(deps.now()) });
  await note(deps, id, owed, { outcome, parts: segments });
};

interface ClaimedText {
  record: LeadRecord;
  rep: Rep;
  phone: string;
}

/** Claims the text; undefined where there is no reason for it any more, or no way. */
const claim = (deps: LeadDeps, id: string, owed: OwedText): Promise<ClaimedText | undefined> =>
  untilWritten<ClaimedText | undefined>(
    async () => {
      const record = await deps.leads.find(id);
      const told = record && toldOf(record, owed);
      if (record === undefined || told?.text !== 'owed') return undefined;
      const rep = await deps.reps.findRep(owed.repId);
      const now = deps.now();
      const phone = isOpenIn(record.response, owed.run) ? phoneOf(rep) : undefined;
      const isAllowed =
        phone !== undefined && (await deps.alerts.mayText(owed.repId, owed.key, deps.textsPerDay, now));
      const next = withText(record, owed, isAllowed ? 'claimed' : 'dropped', now);
      const put = await deps.leads.put(next, [], now);
      if (put === undefined) return CONFLICT;
      return isAllowed && rep !== undefined ? { record: put, rep, phone } : undefined;
    },
    () => overtaken(`Lead ${id}`),
  );

/** The number of a rep, where it takes text messages of ours. */
const phoneOf = (rep: Rep | undefined): string | undefined => {
  const phone = rep?.phone;
  return phone === undefined || phone === rep?.smsOptOut?.phone ? undefined : phone;
};

const isIt =
  ({ step, repId }: OwedText) =>
  (told: Told): boolean =>
    told.step === step && told.repId === repId;

const toldOf = ({ response }: LeadRecord, owed: OwedText): Told | undefined =>
  response.state === 'none' || response.run?.number !== owed.run
    ? undefined
    : response.run.told.find(isIt(owed));

const withText = (
  record: LeadRecord,
  owed: OwedText,
  text: NonNullable<Told['text']>,
  now: number,
): LeadRecord => {
  const { response } = record;
  if (response.state === 'none' || response.run?.number !== owed.run) return record;
  const told = response.run.told.map((one) => (isIt(owed)(one) ? { ...one, text } : one));
  const run = { ...response.run, told };
  if (response.state !== 'open') return { ...record, response: { ...response, run } };
  const after = hurried({ ...response, run }, now);
  const next = { ...record, response: after };
  return { ...next, nextDueAt: nextDueAtOf(next, now) };
};

const resultOf = ({ outcome }: SmsOutcome): NonNullable<Told['text']> => {
  switch (outcome) {
    case 'sent':
      return 'sent';
    case 'refused':
      return 'refused';
    case 'unknown':
      return 'unknown';
    case 'off':
      return 'dropped';
  }
};

const note = async (
  deps: Pick<LeadDeps, 'leads' | 'now'>,
  id: string,
  owed: OwedText,
  sent: { outcome: SmsOutcome; parts: number },
): Promise<void> => {
  const { run, step, repId } = owed;
  const text = resultOf(sent.outcome);
  const type = text === 'sent' ? 'told' : 'undelivered';
  const event = textEvent(id, owed, sent);
  await changeLead(deps, id, (record, now) => {
    const next = withText(record, owed, text, now);
    const unpublished = [...record.unpublished, ...(event ? [{ ...event, key: `text/${owed.key}` }] : [])];
    return {
      record: { ...next, unpublished, nextDueAt: nextDueAtOf({ ...next, unpublished }, now) },
      history: text === 'dropped' ? [] : [{ at: now, type, run, step, repId, channel: 'sms' }],
    };
  });
};

const untilNext = ({ response }: LeadRecord, now: number): number =>
  response.state === 'open' && response.next.type !== 'nothing'
    ? Math.min(response.next.at - now, LONGEST_WAIT_MS)
    : LONGEST_WAIT_MS;

const texts = {
  en: { hot: 'Hot lead', warm: 'Lead', take: 'Take it:' },
  de: { hot: 'Heißer Lead', warm: 'Lead', take: 'Übernehmen:' },
} as const;

const textOf = ({ lead, judgement }: LeadRecord, locale: string | undefined): string => {
  const language = locale === undefined ? 'en' : closestLocale(locale, Object.keys(texts));
  const words = language === 'de' ? texts.de : texts.en;
  const { name, company, email, phone } = lead.contact;
  const who = [asName(name) ?? email ?? phone ?? '', asName(company)].filter(Boolean).join(', ');
  const headline = headlineOf(lead, judgement);
  const kind = judgement.band === 'hot' ? words.hot : words.warm;
  const said = [`${kind} ${Math.round(lead.score)}`, who, headline && withBlankGaps(headline)].filter(
    Boolean,
  );
  const line = said.join(': ');
  return `${line}${/[.!?…]$/u.test(line) ? '' : '.'} ${words.take}`;
};
