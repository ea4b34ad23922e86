import type * as z from 'zod';
import { type Fault, ServiceError } from '../platform/errors.ts';
import { escapePointer } from '../platform/faults.ts';
import { contentHash, derivedId } from '../platform/ids.ts';
import { consentFaults } from '../preferences/consent-times.ts';
import { type Definition, templatesOf } from './definition.ts';
import type { SequenceDeps } from './deps.ts';
import { enroll, type EnrollOutcome, goOn } from './enroll.ts';
import type { Enrollment } from './enrollment.ts';
import type { enrollRoute } from './sequences.routes.ts';
import { mailOf } from './step-mail.ts';

type EnrollRequest = z.output<NonNullable<(typeof enrollRoute)['body']>>;

/** Somebody whom a client of the API wants to be enrolled. */
export interface Asked {
  sequence: string;
  definition: Definition;
  request: EnrollRequest;
  client: string;
  idempotencyKey: string | undefined;
}

export type RequestOutcome =
  { kind: 'answered'; answer: EnrollOutcome } | { kind: 'faulty'; faults: readonly Fault[] };

/**
 * Enrols somebody for a client. The same Idempotency-Key and body are answered with the enrolment that they made.
 * @throws ServiceError `idempotency_key_reused`, `busy`.
 */
export const enrollByRequest = async (deps: SequenceDeps, asked: Asked): Promise<RequestOutcome> => {
  const { sequence, definition, request, client, idempotencyKey } = asked;
  const { recipient: person, key, data, ...related } = request;
  const requestHash = contentHash([sequence, request]);
  const id =
    idempotencyKey === undefined ? deps.newId() : derivedId('enr', client, sequence, 'key', idempotencyKey);
  const known = idempotencyKey === undefined ? undefined : await deps.enrollments.find(id);
  if (known !== undefined) {
    const answer = repeated(await goOn(deps, known, definition), requestHash);
    return { kind: 'answered', answer };
  }
  const now = deps.now();
  const faults = [
    ...consentFaults(person.consent, now, '/recipient/consent'),
    ...(await dataFaults(deps, asked)),
  ];
  if (faults.length > 0) return { kind: 'faulty', faults };
  const outcome = await enroll(deps, {
    id,
    sequence,
    definition,
    person,
    key: key ?? id,
    data,
    related,
    occurredAt: now,
    enrolledBy: { client },
    requestHash,
    audit: { at: now, by: 'client', how: 'api', client },
  });
  // Asked for twice at this moment, the other one made it.
  const made = outcome.enrolled || idempotencyKey === undefined ? undefined : await deps.enrollments.find(id);
  return { kind: 'answered', answer: made === undefined ? outcome : repeated(made, requestHash) };
};

const repeated = (known: Enrollment, requestHash: string): EnrollOutcome => {
  if (known.requestHash === requestHash) return { enrolled: true, enrollment: known };
  throw new ServiceError(
    'idempotency_key_reused',
    'This Idempotency-Key enrolled somebody else before; take a new key for a new request.',
  );
};

/** What its templates would refuse: all of them are tried, and each fault is told once. */
const dataFaults = async (deps: SequenceDeps, { sequence, definition, request }: Asked): Promise<Fault[]> => {
  const { recipient, data, key = '', ...related } = request;
  const email = recipient.email ?? 'somebody@example.com';
  const tried = {
    id: '',
    sequence,
    key,
    data,
    ...related,
    recipient: { ...recipient, email },
    occurredAt: deps.now(),
  };
  const faults = new Map<string, Fault>();
  const declared = new Set<string>();
  for (const template of templatesOf(definition)) {
    const mail = await mailOf(deps, tried, { step: '', template }, {});
    if (mail === undefined) {
      const detail = `Template "${template}" of this sequence can't be sent at present.`;
      faults.set(template, { pointer: '', code: 'unknown_template', detail });
      continue;
    }
    for (const name of Object.keys(mail.request.data ?? {})) declared.add(name);
    for (const fault of await deps.outbox.faultsOf(mail.request))
      faults.set(`${fault.pointer} ${fault.code}`, fault);
  }
  return [...faults.values(), ...unknownData(data, declared)];
};

/** What no template of the sequence declares is a mistake that its caller can mend. */
const unknownData = (data: Readonly<Record<string, unknown>>, declared: ReadonlySet<string>): Fault[] =>
  Object.keys(data)
    .filter((name) => !declared.has(name))
    .map((name) => ({
      pointer: `/data/${escapePointer(name)}`,
      code: 'unknown_field',
      detail: `No template of this sequence has a variable "${name}".`,
    }));
