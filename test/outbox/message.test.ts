import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '../../functions/platform/ids.ts';
import { MESSAGE_ID } from './messages.ts';
import { messageIdHeader, readMessageIdHeader } from '../../functions/contract/message-id.ts';

describe('the Message-Id', () => {
  test('is the same for every try of a generation', () => {
    expect(messageIdHeader({ id: MESSAGE_ID, generation: 2 }, 'mg.example.com')).toBe(
      '<msg_0123456789abcdefghjkmnpqrs.2@mg.example.com>',
    );
  });

  test.each([
    { header: `<${MESSAGE_ID}.0@mg.example.com>`, want: { id: MESSAGE_ID, generation: 0 } },
    { header: `${MESSAGE_ID}.12@mg.example.com`, want: { id: MESSAGE_ID, generation: 12 } },
    { header: '', want: undefined },
    { header: '20260205213049.8e3a@mg.example.com', want: undefined },
    { header: `${MESSAGE_ID}@mg.example.com`, want: undefined },
    { header: `${MESSAGE_ID}.x@mg.example.com`, want: undefined },
    { header: `${MESSAGE_ID}.0@`, want: undefined },
    { header: `${MESSAGE_ID}0.0@mg.example.com`, want: undefined },
    { header: `a ${MESSAGE_ID}.0@mg.example.com`, want: undefined },
  ])('read from "$header" is $want', ({ header, want }) => {
    expect(readMessageIdHeader(header)).toEqual(want);
  });

  test('leads back to the message it was made for', () => {
    fc.assert(
      fc.property(fc.nat({ max: 9999 }), fc.domain(), (generation, domain) => {
        const message = { id: newId('msg'), generation };
        expect(readMessageIdHeader(messageIdHeader(message, domain))).toEqual(message);
      }),
    );
  });
});
