import { describe, expect, test } from 'vitest';
import { matchesWords, messageIdIn, type Searched, wordsOf } from '../../functions/outbox/api/search.ts';

const mail: Searched = {
  id: 'msg_4x8k2m9q7w3e5r1t6y0p8a2s4d',
  to: { email: 'Ada@Example.com', name: 'Ada Lovelace' },
  subject: 'Ihr Termin: ＡＢＣ am Größer Weg',
  template: 'appointment_confirmation',
  tags: ['spring-sale'],
  conversationId: 'conv-17',
  appointmentId: 'a1b2c3d4',
};

describe('A search', () => {
  test.each([
    { search: 'ada@example.com', found: true },
    { search: 'EXAMPLE.com', found: true },
    { search: 'lovelace termin', found: true },
    { search: 'termin weg', found: true },
    { search: 'größer', found: true },
    { search: 'abc', found: true },
    { search: 'confirmation', found: true },
    { search: 'spring', found: true },
    { search: 'conv-17', found: true },
    { search: 'a1b2', found: true },
    { search: 'msg_4x8k', found: true },
    { search: 'c3d4', found: false },
    { search: '9q7w', found: false },
    { search: 'termin bob', found: false },
    { search: 'ada@example.co.uk', found: false },
  ])('for $search finds the mail: $found', ({ search, found }) => {
    expect(matchesWords(mail, wordsOf(search))).toBe(found);
  });

  test.each([
    { search: 'u@müller.example', found: true },
    { search: 'MÜLLER', found: true },
    { search: 'xn--mller-kva.example', found: true },
  ])('for $search finds an international address: $found', ({ search, found }) => {
    const to = { email: 'u@xn--mller-kva.example' };
    expect(matchesWords({ ...mail, to }, wordsOf(search))).toBe(found);
  });

  test.each([
    { search: 'msg_4x8k2m9q7w3e5r1t6y0p8a2s4d', id: mail.id },
    { search: 'the <msg_4x8k2m9q7w3e5r1t6y0p8a2s4d.0@mg.example.com> one', id: mail.id },
    { search: 'msg_4x8k', id: undefined },
    { search: 'xmsg_4x8k2m9q7w3e5r1t6y0p8a2s4d', id: undefined },
  ])('for $search names the message $id', ({ search, id }) => {
    expect(messageIdIn(search)).toBe(id);
  });
});
