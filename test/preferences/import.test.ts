import { describe, expect, test } from 'vitest';
import { readImport } from '../../functions/preferences/suppression/import.ts';
import { refusalOf } from './refusal.ts';

const emailsOf = (text: string, named: Parameters<typeof readImport>[1] = {}) =>
  readImport(text, named).lines.map(({ email }) => email);

/** The code of the one fault that a list is refused for, and its words. */
const faultOf = (text: string, named: Parameters<typeof readImport>[1] = {}) => {
  const [fault, ...others] = refusalOf(() => readImport(text, named)).faults;
  expect(others).toEqual([]);
  return { code: fault?.code, words: fault?.detail ?? '' };
};

describe('A list that is imported', () => {
  test.each([
    { by: 'commas', text: 'address,created_at\nada@example.com,x' },
    { by: 'semicolons', text: 'address;created_at\nada@example.com;x' },
    { by: 'tabs', text: 'address\tcreated_at\nada@example.com\tx' },
    { by: 'bars', text: 'address|created_at\nada@example.com|x' },
    { by: 'what Excel names', text: 'sep=;\r\naddress;created_at\r\nada@example.com;x\r\n' },
    {
      by: 'semicolons, with commas in quotes',
      text: '"address";"created_at"\n"ada@example.com";"Mon, 04, x"',
    },
  ])('may be delimited by $by', ({ text }) => {
    const { recognizedAs } = readImport(text, {});
    expect([recognizedAs, ...emailsOf(text)]).toEqual(['Mailgun complaints', 'ada@example.com']);
  });

  test('may have its columns in any order, spelling and case', () => {
    expect(emailsOf('Created,E-MAIL, IP \n1798966800,ada@example.com,192.0.2.7')).toEqual([
      'ada@example.com',
    ]);
  });

  test('has an address in Unicode under the spelling that mail is sent to', () => {
    const text = 'address,created_at\nada@MÜNCHEN.de,x\nada@xn--mnchen-3ya.de,x\nädä@münchen.de,x';
    const { lines, broken } = readImport(text, {});
    expect(lines.map(({ email }) => email)).toEqual(['ada@xn--mnchen-3ya.de', 'ada@xn--mnchen-3ya.de']);
    expect(broken).toEqual([{ line: 4, detail: 'The address may have only ASCII characters before the @.' }]);
  });

  test('keeps a long detail whole at an emoji', () => {
    const text = `address,code,error\nada@example.com,,${'x'.repeat(499)}😀\n`;
    expect(JSON.stringify(readImport(text, {}).lines[0])).toContain('x\ufffd');
  });

  test('loses a broken line alone, also after one that spans several', () => {
    const text = [
      'address,code,error,created_at',
      'one@example.com,550,"5.1.1 no',
      'such user","Mon, 04 Jan 2027"',
      'two@example.com,550,x,now',
      'broken',
      'three@example.com,550,"no end,now',
      'four@example.com,550,x,now',
    ].join('\n');
    const { lines, broken } = readImport(text, {});
    expect(lines.map(({ email }) => email)).toEqual([
      'one@example.com',
      'two@example.com',
      'four@example.com',
    ]);
    expect(broken.map(({ line }) => line)).toEqual([5, 6]);
  });
});

describe('A list that no provider’s first line tells', () => {
  test.each([
    'email\nada@example.com',
    'name,town\nAda,London',
    'ada@example.com\ngrace@example.com',
    '',
    '[1]',
  ])('is refused with what is known: %j', (text) => {
    const { code, words } = faultOf(text);
    expect(code).toBe('unknown_columns');
    for (const known of ['?as=opt_out', 'Mailgun bounces', 'Mandrill rejection denylist'])
      expect(words).toContain(known);
    expect(words).not.toContain('allowlist');
  });

  test.each(['email', 'E-Mail', 'address', 'Email Address', 'e-mail address', 'Recipient'])(
    'is taken by its column %s once the caller names it',
    (column) => {
      const text = `Id;${column};Town\n1;ada@example.com;London`;
      expect(readImport(text, { reason: 'complaint' })).toMatchObject({
        recognizedAs: `addresses in the column ${column}`,
        lines: [{ email: 'ada@example.com', asks: { as: 'suppression', reason: 'complaint' } }],
      });
      expect(readImport(text, { as: 'opt_out' }).lines[0]?.asks).toEqual({
        as: 'opt_out',
        switches: ['marketingEmails'],
      });
    },
  );

  test('is refused when two columns may hold the addresses, or none', () => {
    const two = faultOf('Email Address,Address\nada@example.com,1 Main Street', { reason: 'bounce' });
    expect(two.code).toBe('ambiguous_columns');
    expect(two.words).toContain('Email Address, Address');
    const none = faultOf('name\nAda', { reason: 'bounce' });
    expect(none.code).toBe('unknown_columns');
    expect(none.words).toContain('it names name');
  });

  test('is refused when it is named twice over', () => {
    expect(faultOf('email\nada@example.com', { reason: 'bounce', as: 'opt_out' }).code).toBe('contradiction');
  });
});

test('the caller’s word goes before the provider’s', () => {
  const text = 'status,reason,email,created\n5.7.1,Spam message rejected,ada@example.com,1798966800';
  expect(emailsOf(text)).toEqual([]);
  expect(readImport(text, { reason: 'manual' }).lines[0]?.asks).toMatchObject({ reason: 'manual' });
  const left = 'address,tags\nada@example.com,*';
  expect(readImport(left, { as: 'opt_out' }).lines[0]?.asks).toMatchObject({ switches: ['marketingEmails'] });
});

describe('A list that is too much', () => {
  test.each([
    {
      what: 'of 1,900,000 lines and an open quote',
      text: `email,x\n"a${'\n'.repeat(1_900_000)}`,
      code: 'too_big',
    },
    { what: 'of 10,001 lines', text: `email\n${'a@example.com\n'.repeat(10_001)}`, code: 'too_big' },
    {
      what: 'of 10,001 entries in JSON',
      text: '{"emailAddress":"a@example.com"}\n'.repeat(10_001),
      code: 'too_big',
    },
    { what: 'of a thousand columns', text: `email${',x'.repeat(1000)}\n`, code: 'too_big' },
    {
      what: 'of quotes that match nowhere',
      text: `email,x\n${'"a"b,c\n'.repeat(9000)}`,
      code: 'invalid_quotes',
    },
    {
      what: 'whose first line has an open quote',
      text: '"email,x\nada@example.com,x',
      code: 'invalid_quotes',
    },
  ])('$what is refused', ({ text, code }) => {
    expect(faultOf(text, { reason: 'bounce' }).code).toBe(code);
  });

  test('in lines is counted without what the lines of an error have', () => {
    const text = `address,code,error\n${'ada@example.com,550,"no\nsuch\nuser"\n'.repeat(10_000)}`;
    expect(readImport(text, {}).lines).toHaveLength(10_000);
  });
});
