import { describe, expect, test } from 'vitest';
import { asUtf8Csv } from '../../functions/preferences/suppression/import-body.ts';
import { eventOf } from '../platform/http-fixture.ts';
import { refusalOf } from './refusal.ts';

const TEXT = 'email,name\r\nada@example.com,Zoë\r\n';
const csv = { 'content-type': 'text/csv' };
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

const read = (request: { body: string; base64?: boolean; headers?: Record<string, string> }) =>
  Buffer.from(asUtf8Csv(eventOf({ headers: csv, ...request })).body ?? '', 'base64').toString('utf8');

const encodings = [
  { encoding: 'UTF-8', bytes: Buffer.from(TEXT) },
  { encoding: 'UTF-8 with a byte order mark', bytes: Buffer.from(`\ufeff${TEXT}`) },
  { encoding: 'UTF-16LE', bytes: Buffer.from(`\ufeff${TEXT}`, 'utf16le') },
  { encoding: 'UTF-16BE', bytes: utf16be(`\ufeff${TEXT}`) },
];

describe('A list that is imported', () => {
  test.each(encodings)('may be in $encoding', ({ bytes }) => {
    expect(read({ body: bytes.toString('base64'), base64: true })).toBe(TEXT);
  });

  test.each(encodings)(
    'may be in $encoding, also where the gateway takes it for text in UTF-8',
    ({ bytes }) => {
      expect(read({ body: bytes.toString('utf8') }).replace('\ufffd', 'ë')).toBe(TEXT);
    },
  );

  test.each([
    { what: 'in Latin-1', bytes: Buffer.from(TEXT, 'latin1') },
    { what: 'in UTF-16 without a byte order mark', bytes: Buffer.from(TEXT, 'utf16le') },
    {
      what: 'with letters that its text has lost',
      bytes: Buffer.from('\ufeffemail\nłódź', 'utf16le'),
      textOnly: true,
    },
    { what: 'with half a letter at its end', bytes: Buffer.from([0xff, 0xfe, 0x61]) },
  ])('$what is refused with what to do', ({ bytes, textOnly }) => {
    const asText = refusalOf(() => read({ body: bytes.toString('utf8') }));
    expect(asText.faults).toMatchObject([{ pointer: '', code: 'invalid_encoding' }]);
    expect(asText.message).toContain('Save it as UTF-8');
    if (textOnly === true) return;
    const asBytes = refusalOf(() => read({ body: bytes.toString('base64'), base64: true }));
    expect(asBytes.faults).toEqual(asText.faults);
  });

  test.each(['text/csv', 'Text/CSV; charset=utf-8', 'text/csv;header=present'])('has the type %s', (type) => {
    expect(read({ body: TEXT, headers: { 'content-type': type } })).toBe(TEXT);
  });

  test.each(['application/json', 'text/csvx', 'multipart/form-data; boundary=text/csv', ''])(
    'has not the type "%s"',
    (type) => {
      for (const headers of [{ 'content-type': type }, undefined]) {
        const refusal = refusalOf(() => asUtf8Csv(eventOf({ body: TEXT, ...(headers && { headers }) })));
        expect(refusal.code).toBe('unsupported_media_type');
        expect(refusal.message).toContain('Content-Type: text/csv');
      }
    },
  );
});
