import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod';
import { API_KEY } from './fixture.ts';

const schemas = z.record(z.string(), z.record(z.string(), z.unknown()));
const documentSchema = z.object({
  source: z.string(),
  /** By method and path, the schema of each answer by its status; none where the fake has no such operation. */
  operations: z.record(z.string(), schemas),
  schemas,
});

/** What Mailgun's own OpenAPI document says; the file names its source. */
export const mailgunApi = documentSchema.parse(
  JSON.parse(await readFile(path.join(import.meta.dirname, 'mailgun-api.json'), 'utf8')),
);

const authorizationOf = (key: string) => `Basic ${Buffer.from(`api:${key}`).toString('base64')}`;

/** Calls the fake as any HTTP client would. */
export const callFake = (
  url: string,
  operation: string,
  init: { body?: FormData; key?: string; as?: string; json?: unknown } = {},
): Promise<Response> => {
  const [method = 'GET', target = '/'] = operation.split(' ');
  return fetch(target.startsWith('/') ? `${url}${target}` : target, {
    method,
    headers: {
      ...(init.key !== '' && { authorization: authorizationOf(init.as ?? API_KEY) }),
      ...(init.json !== undefined && { 'content-type': 'application/json' }),
    },
    ...(init.body !== undefined && { body: init.body }),
    ...(init.json !== undefined && { body: JSON.stringify(init.json) }),
  });
};

export const formOf = (fields: Record<string, string | readonly string[]>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) form.append(name, one);
  }
  return form;
};

/** How an answer differs from what Mailgun's document says of it; nothing when it does not. */
export const differences = async (operation: string, response: Response): Promise<string[]> => {
  const schema = mailgunApi.operations[operation]?.[String(response.status)];
  if (schema === undefined) return [`${operation} has no answer with ${response.status}`];
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile({ ...schema, schemas: mailgunApi.schemas });
  const answer: unknown = isJson ? JSON.parse(text) : text;
  if (validate(answer)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
};
