import { contentHash } from '../../platform/ids.ts';
import { readPart } from '../../platform/request-body.ts';
import {
  type MessageRequest,
  messageRequestSchema,
  type PartialRequest,
  type ReadRequest,
  requestFields,
} from './message-request.ts';

/** Reads a request as it came over HTTP, once; a wrong address must not keep back what is wrong with the subject. */
export const readRequest = (content: unknown): ReadRequest => {
  const hash = contentHash(content);
  const result = readPart(messageRequestSchema, content, '');
  return result.ok
    ? { ok: true, request: result.value, hash }
    : { ok: false, fields: validFields(content), named: fieldsNamed(content), faults: result.faults, hash };
};

/** A request of a feature of ours, which has its types and needs no reading. */
export const ownRequest = (request: MessageRequest): ReadRequest => ({
  ok: true,
  request,
  hash: contentHash(request),
});

/** The names of the fields that are there, right or wrong. */
export const fieldsNamed = (content: unknown): ReadonlySet<string> =>
  new Set(Object.entries(content ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [name])));

const validFields = (content: unknown): PartialRequest => {
  if (typeof content !== 'object' || content === null) return {};
  const given = new Map(Object.entries(content));
  return Object.fromEntries(
    Object.entries(requestFields).flatMap(([name, schema]): [string, unknown][] => {
      const parsed = schema.safeParse(given.get(name));
      return parsed.success && parsed.data !== undefined ? [[name, parsed.data]] : [];
    }),
  );
};
