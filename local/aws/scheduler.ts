import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { makeMemo } from '../memo.ts';

/** EventBridge Scheduler: one-time schedules that put their input on a queue and delete themselves. */
export interface Scheduler {
  /** Answers one call of its REST API. */
  handle: (method: string, pathname: string, body: string) => ServiceAnswer;
  nextDueAt: () => number | undefined;
  /** Fires every timer that is due, in order. */
  runDue: () => Promise<void>;
  list: () => { name: string; dueAt: number; target: string; input: string }[];
  reset: () => void;
}

export interface ServiceAnswer {
  status: number;
  body: unknown;
  /** AWS's name of the error, where it is one. */
  errorType?: string;
}

const scheduleSchema = z.object({
  ScheduleExpression: z.string().regex(/^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/),
  ScheduleExpressionTimezone: z.literal('UTC'),
  ActionAfterCompletion: z.literal('DELETE'),
  Target: z.object({ Arn: z.string(), Input: z.string() }),
});

const rowSchema = z.object({ name: z.string(), due_at: z.number(), target: z.string(), input: z.string() });

export const makeScheduler = (
  database: DatabaseSync,
  now: () => number,
  deliver: (queueArn: string, body: string) => Promise<void>,
): Scheduler => {
  const insert = database.prepare('INSERT INTO timers (name, due_at, target, input) VALUES (?, ?, ?, ?)');
  const update = database.prepare('UPDATE timers SET due_at = ?, target = ?, input = ? WHERE name = ?');
  const remove = database.prepare('DELETE FROM timers WHERE name = ?');
  const removeFired = database.prepare('DELETE FROM timers WHERE name = ? AND due_at = ?');
  const find = database.prepare('SELECT name FROM timers WHERE name = ?');
  const first = database.prepare('SELECT * FROM timers ORDER BY due_at, name LIMIT 1');
  const all = database.prepare('SELECT * FROM timers ORDER BY due_at, name');
  const earliest = makeMemo(() => {
    const row = first.get();
    return row === undefined ? undefined : rowSchema.parse(row);
  });
  const write = (method: string, name: string, body: string): ServiceAnswer => {
    const exists = find.get(name) !== undefined;
    if (method === 'POST' && exists)
      return failure(409, 'ConflictException', `Schedule ${name} already exists.`);
    if (method === 'PUT' && !exists)
      return failure(404, 'ResourceNotFoundException', `Schedule ${name} does not exist.`);
    const schedule = scheduleSchema.safeParse(JSON.parse(body));
    if (!schedule.success) return failure(400, 'ValidationException', z.prettifyError(schedule.error));
    const { ScheduleExpression, Target } = schedule.data;
    const dueAt = Date.parse(`${ScheduleExpression.slice(3, -1)}Z`);
    if (method === 'POST') insert.run(name, dueAt, Target.Arn, Target.Input);
    else update.run(dueAt, Target.Arn, Target.Input, name);
    return {
      status: 200,
      body: { ScheduleArn: `arn:aws:scheduler:us-east-1:000000000000:schedule/timers/${name}` },
    };
  };
  return {
    handle: (method, pathname, body) => {
      const name = /^\/schedules\/([0-9a-zA-Z\-_.]{1,64})$/.exec(pathname)?.[1];
      earliest.forget();
      if (name === undefined) return failure(400, 'ValidationException', `No schedule name in ${pathname}`);
      if (method === 'POST' || method === 'PUT') return write(method, name, body);
      if (method !== 'DELETE') return failure(400, 'ValidationException', `${method} is not emulated`);
      return remove.run(name).changes === 0
        ? failure(404, 'ResourceNotFoundException', `Schedule ${name} does not exist.`)
        : { status: 200, body: {} };
    },
    nextDueAt: () => earliest.get()?.due_at,
    runDue: async () => {
      for (let row = earliest.get(); row !== undefined && row.due_at <= now(); row = earliest.get()) {
        await deliver(row.target, row.input);
        // One that was moved while it fired stays.
        removeFired.run(row.name, row.due_at);
        earliest.forget();
      }
    },
    list: () =>
      all.all().map((row) => {
        const { name, due_at, target, input } = rowSchema.parse(row);
        return {
          name,
          dueAt: due_at,
          target: target.split(':').at(-1) ?? '',
          input,
        };
      }),
    reset: () => {
      database.exec('DELETE FROM timers');
      earliest.forget();
    },
  };
};

const failure = (status: number, errorType: string, message: string): ServiceAnswer => ({
  status,
  errorType,
  body: { Message: message, message },
});
