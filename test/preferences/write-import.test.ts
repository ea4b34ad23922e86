import { expect, test } from 'vitest';
import { ServiceError } from '../../functions/platform/errors.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import type { ImportLine } from '../../functions/preferences/suppression/import.ts';
import type { Audit } from '../../functions/preferences/audit.ts';
import { WRITING_MS, writeImport } from '../../functions/preferences/suppression/write-import.ts';
import { silentLogger } from '../platform/http-fixture.ts';
import { fakeRecipients } from './fake-recipients.ts';

const NOW = Date.UTC(2027, 0, 31);
const audit: Audit = { at: NOW, by: 'client', how: 'import' };
const bounce = (email: string, line: number, at?: number): ImportLine => ({
  line,
  email,
  at,
  asks: { as: 'suppression', reason: 'bounce' },
});
const optOut = (email: string, line: number, at?: number): ImportLine => ({
  line,
  email,
  at,
  asks: { as: 'opt_out', switches: ['marketingEmails'] },
});
const write = (
  recipients: ReturnType<typeof fakeRecipients>,
  lines: ImportLine[],
  elapsedMs: () => number = () => 0,
) => writeImport({ recipients, logger: silentLogger(), elapsedMs }, lines, audit);

test('lines of one address are written at once, and counted one by one', async () => {
  const recipients = fakeRecipients();
  const lines = [bounce('ada@example.com', 2), optOut('ADA@example.com', 3), bounce('ada@example.com', 4)];
  expect(await write(recipients, lines)).toEqual({ imported: 2, failed: [] });
  expect(recipients.writes()).toBe(1);
  expect(recipients.known('ada@example.com')).toMatchObject({
    suppression: { reason: 'bounce', at: NOW },
    marketingEmails: false,
  });
});

test('one address that is not taken takes no other with it', async () => {
  const recipients = fakeRecipients((email) => {
    if (email.startsWith('busy')) throw new ServiceError('busy', 'It is being changed.');
    if (email.startsWith('odd')) throw new Error('ValidationException');
  });
  const lines = ['ada', 'busy', 'odd', 'grace'].map((name, i) => bounce(`${name}@example.com`, i + 2));
  expect(await write(recipients, lines)).toEqual({
    imported: 2,
    failed: [
      { line: 3, detail: 'It is being changed.' },
      { line: 4, detail: 'It could not be stored; import it again.' },
    ],
  });
});

test('a store that takes nothing is no fault of the lines', async () => {
  const recipients = fakeRecipients(() => {
    throw new Error('The table is away');
  });
  const lines = Array.from({ length: 60 }, (_, i) => bounce(`a${i}@example.com`, i + 2));
  await expect(write(recipients, lines)).rejects.toThrow('The table is away');
});

test('what a list dates in the future holds from now on', async () => {
  const recipients = fakeRecipients();
  await write(recipients, [bounce('ada@example.com', 2, NOW + 1), bounce('grace@example.com', 3, NOW - 1)]);
  expect(recipients.known('ada@example.com')?.suppression?.at).toBe(NOW);
  expect(recipients.known('grace@example.com')?.suppression?.at).toBe(NOW - 1);
});

test('who came back after they had left stays, and who was lifted is suppressed again', async () => {
  const back: Recipient = { emailAddress: 'ada@example.com', resubscribedAt: { marketingEmails: NOW - 10 } };
  const lifted: Recipient = { emailAddress: 'grace@example.com', unsuppressedAt: NOW - 10 };
  const recipients = fakeRecipients(undefined, [back, lifted]);
  const lines = [optOut('ada@example.com', 2, NOW - 20), bounce('grace@example.com', 3, NOW - 20)];
  expect(await write(recipients, lines)).toEqual({ imported: 1, failed: [] });
  expect(recipients.known('ada@example.com')?.marketingEmails).toBeUndefined();
  expect(recipients.known('grace@example.com')?.suppression).toMatchObject({ reason: 'bounce' });
});

test('what there is no time for is told by its lines, and the rest stays written', async () => {
  const recipients = fakeRecipients();
  const lines = Array.from({ length: 130 }, (_, i) => bounce(`a${i}@example.com`, i + 2));
  const { imported, failed } = await write(recipients, lines, () =>
    recipients.writes() < 100 ? 0 : WRITING_MS + 1,
  );
  expect(imported).toBe(100);
  expect(failed.map(({ line }) => line)).toEqual(Array.from({ length: 30 }, (_, i) => i + 102));
  expect(failed[0]?.detail).toContain('import the list again');
});
