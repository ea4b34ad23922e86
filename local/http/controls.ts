import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { parseDuration } from '../../functions/platform/duration.ts';
import type { EventBus } from '../aws/event-bus.ts';
import type { Scheduler } from '../aws/scheduler.ts';
import { fakeMailgunKeys } from '../aws/secrets.ts';
import type { Driver } from '../clock/driver.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { FakeMailgun } from '../mailgun/fake-mailgun.ts';
import { faultKinds } from '../mailgun/faults.ts';
import { readBody, sendJson } from './body.ts';

export interface ControlParts {
  clock: VirtualClock;
  driver: Driver;
  mailgun: FakeMailgun;
  bus: EventBus;
  scheduler: Scheduler;
  reset: () => Promise<void>;
  endpoints: { dynamodb: string; sqs: string; s3: string };
}

const limitSchema = z.coerce.number().int().min(1).max(10_000).default(100);
const share = z.number().min(0).max(1);

const clockSchema = z.union([
  z.strictObject({
    advance: z.string().transform((text, context) => {
      const ms = parseDuration(text);
      if (ms !== undefined) return ms;
      context.issues.push({
        code: 'custom',
        input: text,
        message: 'Must be an ISO 8601 duration, such as PT24H.',
      });
      return z.NEVER;
    }),
  }),
  z.strictObject({ to: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)) }),
]);

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

type Control = (input: { body: unknown; query: URLSearchParams; path: string }) => unknown;

/** Answers `/_local/*`: the clock, the inbox, the fakes' faults. */
export const makeControls = (parts: ControlParts) => {
  const { clock, driver, mailgun, bus, scheduler } = parts;
  const now = () => new Date(clock.now()).toISOString();
  const controls: Record<string, Control> = {
    'GET health': () => ({
      status: 'ok',
      now: now(),
      mailgun: { url: mailgun.url, ...fakeMailgunKeys },
      ...parts.endpoints,
    }),
    'GET inbox': ({ query }) => {
      const to = query.get('to');
      const limit = limitSchema.parse(query.get('limit') ?? undefined);
      return { items: mailgun.inbox({ ...(to !== null && { to }), limit }) };
    },
    'GET inbox/': ({ path }) => mailgun.mail(path),
    'POST clock': async ({ body }) => {
      const asked = clockSchema.parse(body);
      await driver.moveTo('to' in asked ? asked.to : clock.now() + asked.advance);
      return { now: now() };
    },
    'POST idle': async () => {
      await driver.idle();
      return { idle: true };
    },
    'POST events': ({ body }) => ({ id: bus.put(eventSchema.parse(body)).id }),
    'GET events': ({ query }) => ({
      items: bus
        .list(limitSchema.parse(query.get('limit') ?? 1000))
        .filter(({ source }) => source === 'outbound-email'),
    }),
    'GET timers': () => ({
      items: scheduler.list().map((timer) => ({ ...timer, dueAt: new Date(timer.dueAt).toISOString() })),
    }),
    'GET sms': () => ({ items: [] }),
    'POST mailgun/faults': ({ body }) => {
      const { count, retryAfter, ...fault } = faultSchema.parse(body);
      mailgun.setFault({
        ...fault,
        ...(count !== undefined && { count }),
        ...(retryAfter !== undefined && { retryAfter }),
      });
      return { ...fault, count, retryAfter };
    },
    'POST mailgun/webhooks': ({ body }) => {
      const { drop } = z.strictObject({ drop: share }).parse(body);
      mailgun.setWebhookDrop(drop);
      return { drop };
    },
    'POST mailgun/events': ({ body }) => {
      const { event } = foreignEventSchema.parse(body);
      const stored = mailgun.addEvent(event);
      if (stored !== undefined) return { event: stored };
      const message = 'Name its domain ({"domain": {"name": …}}): none was used here yet.';
      throw new z.ZodError([{ code: 'custom', path: ['event', 'domain'], message, input: event }]);
    },
    'POST reset': async () => {
      await parts.reset();
      return { now: now() };
    },
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = url.pathname.slice('/_local/'.length);
    const mail = /^inbox\/(.+)$/.exec(name)?.[1];
    const control = controls[`${request.method ?? 'GET'} ${mail === undefined ? name : 'inbox/'}`];
    if (control === undefined) {
      sendJson(response, 404, { detail: `There is no ${request.method ?? 'GET'} ${url.pathname} here.` });
      return;
    }
    try {
      const text = (await readBody(request, 1_000_000))?.toString('utf8') ?? '';
      const body: unknown = text === '' ? {} : JSON.parse(text);
      const answer = await control({ body, query: url.searchParams, path: mail ?? '' });
      if (answer === undefined) sendJson(response, 404, { detail: 'There is no such mail.' });
      else sendJson(response, 200, answer);
    } catch (error) {
      if (error instanceof z.ZodError) sendJson(response, 422, { detail: z.prettifyError(error) });
      else if (error instanceof SyntaxError) sendJson(response, 400, { detail: error.message });
      else throw error;
    }
  };
};
