import * as z from 'zod';
import { parseDuration } from '../../functions/platform/duration.ts';
import { invalid } from '../../functions/platform/faults.ts';
import type { EventBus } from '../aws/event-bus.ts';
import type { Scheduler } from '../aws/scheduler.ts';
import { fakeMailgunKeys } from '../aws/secrets.ts';
import type { TextMessages } from '../aws/text-messages.ts';
import type { Driver } from '../clock/driver.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { FakeMailgun } from '../mailgun/fake-mailgun.ts';
import { faultKinds } from '../mailgun/faults.ts';
import { control, makeControlHandler, nothing } from './control-route.ts';

export interface ControlParts {
  clock: VirtualClock;
  driver: Driver;
  mailgun: FakeMailgun;
  bus: EventBus;
  scheduler: Scheduler;
  texts: TextMessages;
  reset: () => Promise<void>;
  endpoints: { dynamodb: string; sqs: string; s3: string };
}

const limit = z.coerce.number().int().min(1).max(10_000);
/** What arrived, of all or of one recipient. */
const arrived = z.strictObject({ to: z.string().optional(), limit: limit.default(100) });
const found = arrived.extend({ search: z.string().max(200).optional() });
const share = z.number().min(0).max(1);

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.issues.push({
    code: 'custom',
    input: text,
    message: 'Must be an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as PT24H or P7D.',
  });
  return z.NEVER;
});

const instant = z.iso
  .datetime({
    offset: true,
    error: 'Must be an ISO 8601 date and time with an offset, such as 2027-01-31T09:00:00Z.',
  })
  .transform((text) => Date.parse(text));

const clockSchema = z
  .strictObject({ advance: duration.optional(), to: instant.optional() })
  .refine(({ advance, to }) => (advance === undefined) !== (to === undefined), {
    error: 'Takes one of advance, a duration such as PT24H, and to, a date and time with an offset.',
  });

/** Years have four digits; later ones would break more than they show. */
const END_OF_TIME = Date.parse('9999-12-31T00:00:00Z');

const faultSchema = z.strictObject({
  fault: z.enum(faultKinds),
  share: share.default(1),
  count: z.number().int().min(1).optional(),
  retryAfter: z.number().min(0).optional(),
});

const eventSchema = z.strictObject({
  detailType: z.string(),
  detail: z.record(z.string(), z.unknown()),
  id: z.string().optional(),
  source: z.string().default('local'),
});

/** Any event, in whatever form another application on the domain gives it. */
const foreignEventSchema = z.strictObject({ event: z.record(z.string(), z.unknown()) });

/** Answers `/_local/*`: the clock, the inbox, the fakes' faults. */
export const makeControls = (parts: ControlParts) => {
  const { clock, driver, mailgun, bus, scheduler, texts } = parts;
  const now = () => new Date(clock.now()).toISOString();
  const plain = { body: nothing, query: nothing };
  const moveClock = async ({ advance, to }: z.infer<typeof clockSchema>) => {
    const target = to ?? clock.now() + (advance ?? 0);
    if (target > END_OF_TIME) {
      const pointer = to === undefined ? '/advance' : '/to';
      throw invalid([{ pointer, code: 'too_big', detail: 'Must not lead beyond the year 9999.' }]);
    }
    await driver.moveTo(target);
    return { now: now() };
  };
  return makeControlHandler({
    'GET health': control(plain, () => ({
      status: 'ok',
      now: now(),
      mailgun: { url: mailgun.url, ...fakeMailgunKeys },
      ...parts.endpoints,
    })),
    'GET inbox': control({ ...plain, query: found }, ({ query: { to, search, ...rest } }) => ({
      items: mailgun.inbox({
        ...rest,
        ...(to !== undefined && { to }),
        ...(search !== undefined && { search }),
      }),
      total: mailgun.inboxSize(),
    })),
    'GET inbox/': control(plain, ({ id }) => mailgun.mail(id)),
    'POST clock': control({ ...plain, body: clockSchema }, ({ body }) => moveClock(body)),
    'POST idle': control(plain, async () => {
      await driver.idle();
      return { idle: true };
    }),
    'POST events': control({ ...plain, body: eventSchema }, ({ body }) => {
      const { event, queueArns } = bus.put(body);
      // An event that no rule takes vanishes without a word, as in AWS; here one can see it.
      return { id: event.id, takenBy: queueArns.map((arn) => arn.split(':').at(-1)) };
    }),
    'GET events': control(
      { ...plain, query: z.strictObject({ limit: limit.default(1000) }) },
      ({ query }) => ({ items: bus.list('outbound-email', query.limit) }),
    ),
    'GET timers': control(plain, () => ({
      items: scheduler.list().map((timer) => ({ ...timer, dueAt: new Date(timer.dueAt).toISOString() })),
    })),
    'GET sms': control({ ...plain, query: arrived }, ({ query: { to, ...rest } }) => ({
      items: texts.list({ ...rest, ...(to !== undefined && { to }) }),
    })),
    'POST mailgun/faults': control({ ...plain, body: faultSchema }, ({ body }) => {
      const { count, retryAfter, ...fault } = body;
      mailgun.setFault({
        ...fault,
        ...(count !== undefined && { count }),
        ...(retryAfter !== undefined && { retryAfter }),
      });
      return body;
    }),
    'POST mailgun/webhooks': control({ ...plain, body: z.strictObject({ drop: share }) }, ({ body }) => {
      mailgun.setWebhookDrop(body.drop);
      return body;
    }),
    'POST mailgun/events': control({ ...plain, body: foreignEventSchema }, ({ body }) => {
      const stored = mailgun.addEvent(body.event);
      if (stored !== undefined) return { event: stored };
      const detail = 'Name its domain ({"domain": {"name": …}}): none was used here yet.';
      throw invalid([{ pointer: '/event/domain', code: 'missing', detail }]);
    }),
    'POST reset': control(plain, async () => {
      await parts.reset();
      return { now: now() };
    }),
  });
};
