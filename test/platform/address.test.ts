import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { checkAddress, formatMailbox, recipientKey } from '../../functions/platform/address.ts';

const local64 = 'a'.repeat(64);
const label63 = 'b'.repeat(63);

describe('An address is taken, its domain in lower-case ASCII:', () => {
  test.each([
    { address: 'ada@example.com', email: 'ada@example.com' },
    { address: 'Ada@EXAMPLE.Com', email: 'Ada@example.com' },
    { address: 'ada.lovelace@mail.example.co.uk', email: 'ada.lovelace@mail.example.co.uk' },
    { address: 'ada+chat@example.com', email: 'ada+chat@example.com' },
    { address: "o'hara@example.com", email: "o'hara@example.com" },
    { address: "!#$%&'*+/=?^_`{|}~-@example.com", email: "!#$%&'*+/=?^_`{|}~-@example.com" },
    { address: 'a@b.co', email: 'a@b.co' },
    { address: 'ada@münchen.de', email: 'ada@xn--mnchen-3ya.de' },
    { address: 'ada@MÜNCHEN.de', email: 'ada@xn--mnchen-3ya.de' },
    { address: 'ada@xn--mnchen-3ya.de', email: 'ada@xn--mnchen-3ya.de' },
    { address: 'ada@straße.de', email: 'ada@xn--strae-oqa.de' },
    { address: 'ada@例え.テスト', email: 'ada@xn--r8jz45g.xn--zckzah' },
    { address: 'ada@пример.рф', email: 'ada@xn--e1afmkfd.xn--p1ai' },
    { address: 'ada@example。com', email: 'ada@example.com' },
    { address: `${local64}@example.com`, email: `${local64}@example.com` },
    { address: `ada@${label63}.com`, email: `ada@${label63}.com` },
  ])('$address', ({ address, email }) => {
    expect(checkAddress(address)).toEqual({ ok: true, email });
  });
});

const shape = 'must look like name@example.com';
const characters = 'has characters before the @ that are not allowed there';
const domain = 'must have a domain such as example.com after the @';

describe('An address is refused, and told why:', () => {
  test.each([
    { address: '', why: shape },
    { address: 'ada', why: shape },
    { address: '@example.com', why: shape },
    { address: 'ada@', why: shape },
    { address: 'ada lovelace@example.com', why: characters },
    { address: '.ada@example.com', why: characters },
    { address: 'ada.@example.com', why: characters },
    { address: 'ada..l@example.com', why: characters },
    { address: '"ada l"@example.com', why: characters },
    { address: 'ada@home@example.com', why: characters },
    { address: 'Ada <ada@example.com', why: characters },
    { address: 'ada,bob@example.com', why: characters },
    { address: `${local64}a@example.com`, why: characters },
    { address: 'adä@example.com', why: 'may have only ASCII characters before the @' },
    { address: 'ada\n@example.com', why: 'may have only ASCII characters before the @' },
    { address: 'ada@localhost', why: domain },
    { address: 'ada@example..com', why: domain },
    { address: 'ada@.example.com', why: domain },
    { address: 'ada@example.com.', why: domain },
    { address: 'ada@-example.com', why: domain },
    { address: 'ada@example-.com', why: domain },
    { address: 'ada@exam_ple.com', why: domain },
    { address: 'ada@192.0.2.1', why: domain },
    { address: 'ada@0x7f.1', why: domain },
    { address: 'ada@[192.0.2.1]', why: domain },
    { address: 'ada@example.com>', why: domain },
    { address: 'ada@example.com\r\nBcc: eve', why: domain },
    { address: 'ada@example.com ', why: domain },
    { address: 'ada@exam%70le.com', why: domain },
    { address: `ada@${label63}b.com`, why: domain },
    { address: `${local64}@${`${label63}.`.repeat(3)}com`, why: 'is longer than 254 characters' },
  ])('$address $why', ({ address, why }) => {
    expect(checkAddress(address)).toEqual({ ok: false, why });
  });
});

describe('A mailbox', () => {
  test.each([
    { name: undefined, line: 'ada@example.com' },
    { name: '', line: 'ada@example.com' },
    { name: 'Ada Lovelace', line: '"Ada Lovelace" <ada@example.com>' },
    { name: 'Lovelace, Ada', line: '"Lovelace, Ada" <ada@example.com>' },
    { name: 'Ada "the Countess" L.', line: '"Ada \\"the Countess\\" L." <ada@example.com>' },
    { name: 'back\\slash', line: '"back\\\\slash" <ada@example.com>' },
    { name: 'eve@evil.example>', line: '"eve@evil.example>" <ada@example.com>' },
    { name: 'Zoë Müller', line: '"Zoë Müller" <ada@example.com>' },
    { name: '山田 太郎 🚀', line: '"山田 太郎 🚀" <ada@example.com>' },
  ])('of $name is written $line', ({ name, line }) => {
    expect(formatMailbox({ email: 'ada@example.com', name })).toBe(line);
  });

  test.each([
    { name: 'Lovelace, Ada' },
    { name: 'Ada "the Countess" <eve@evil.example>' },
    { name: 'back\\slash' },
    { name: 'Zoë Müller' },
    { name: '山田 太郎 🚀' },
  ])('of $name is read by a mail program as that one name and address', async ({ name }) => {
    const mail = await simpleParser(
      `From: ${formatMailbox({ email: 'ada@example.com', name })}\r\n\r\nHello`,
    );
    expect(mail.from?.value).toEqual([{ name, address: 'ada@example.com' }]);
  });
});

test.each([
  { email: 'Ada@example.com', key: 'ada@example.com' },
  { email: 'ADA.L@example.com', key: 'ada.l@example.com' },
])('the preferences of $email are kept under $key', ({ email, key }) => {
  expect(recipientKey(email)).toBe(key);
});
