import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { type Fault, ServiceError } from '../../functions/platform/errors.ts';
import { invalid, read } from '../../functions/platform/faults.ts';
import { readBody, sendJson } from '../http/body.ts';
import { problemOf, sendProblem } from '../http/problem.ts';
import { targetOf } from '../http/target.ts';

interface ControlInput<Body, Query> {
  body: Body;
  query: Query;
  /** What the path names, where it ends with a name. */
  id: string;
}

/** One control: the faults of its input, or what runs it. An answer of undefined means that nothing is there. */
export type Control = (
  input: ControlInput<unknown, unknown>,
) => { faults: readonly Fault[] } | { run: () => unknown };

/** For controls that take no body or no query; an empty object is as good as none. */
export const nothing = z.strictObject({});

/** Ties a control to the schemas of its input, whose faults are told all at once. */
export const control =
  <Body, Query>(
    { body, query }: { body: z.ZodType<Body>; query: z.ZodType<Query> },
    run: (input: ControlInput<Body, Query>) => unknown,
  ): Control =>
  (input) => {
    const readBody = read(body, input.body, '');
    const readQuery = read(query, input.query, '/query');
    if (readBody.ok && readQuery.ok) {
      return { run: () => run({ body: readBody.value, query: readQuery.value, id: input.id }) };
    }
    return { faults: [readBody, readQuery].flatMap((part) => (part.ok ? [] : part.faults)) };
  };

const MAX_BODY_BYTES = 1_000_000;

/** Answers `/_local/*` by the controls of that method and name; `GET inbox/` stands for what comes below it. */
export const makeControlHandler =
  (controls: Readonly<Record<string, Control>>) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const answer = await runControl(controls, request);
      sendJson(response, 200, answer);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      sendProblem(response, problemOf(error));
    }
  };

const runControl = async (
  controls: Readonly<Record<string, Control>>,
  request: IncomingMessage,
): Promise<unknown> => {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const { pathname, query } = targetOf(request);
  const [, name = '', id = ''] = /^\/_local\/(inbox\/(?=.)|.*)(.*)$/.exec(pathname) ?? [];
  const asked = Object.hasOwn(controls, `${method} ${name}`) ? controls[`${method} ${name}`] : undefined;
  if (asked === undefined) {
    throw new ServiceError(
      'not_found',
      `There is no ${method} ${pathname}; docs/local.md lists what is here.`,
    );
  }
  const input = { body: await readJson(request), query: Object.fromEntries(query), id };
  const taken = asked(input);
  if ('faults' in taken) throw invalid(taken.faults);
  const answer = await taken.run();
  if (answer === undefined) throw new ServiceError('not_found', `There is no ${pathname}.`);
  return answer;
};

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const bytes = await readBody(request, MAX_BODY_BYTES);
  if (bytes === undefined) {
    throw new ServiceError('body_too_large', `At most ${MAX_BODY_BYTES} bytes are allowed.`);
  }
  if (bytes.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceError('bad_json', `The body is not valid JSON: ${why}`, { cause });
  }
};
