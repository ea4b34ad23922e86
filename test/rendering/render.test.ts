import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileVersion, renderTemplate } from '../../functions/rendering/render.ts';
import { checkData } from '../../functions/rendering/variables.ts';
import { builtInVersion } from '../templates/built-ins.ts';
import { aContext, rendered } from '../templates/fixture.ts';

describe('The language of a mail', () => {
  const content = {
    locale: 'en',
    subjectTemplate: 'Hello {{= number(1234.5) }}',
    htmlTemplate: '<p lang="{{= it.mail.locale }}" dir="{{= it.mail.direction }}">{{= t("bye") }}</p>',
    locales: {
      de: {
        subjectTemplate: 'Hallo {{= number(1234.5) }}',
        htmlTemplate: '<p>{{= t("bye") }}</p>',
        textTemplate: 'Text',
      },
      'pt-BR': { subjectTemplate: 'Olá', htmlTemplate: '<p>x</p>' },
    },
    texts: { en: { bye: 'Bye' }, de: { bye: 'Tschüss' }, he: { bye: 'ביי' } },
  };
  test.each([
    { asked: 'de', chosen: 'de', subject: 'Hallo 1.234,5' },
    { asked: 'de-CH', chosen: 'de', subject: "Hallo 1'234.5" },
    { asked: 'DE-at', chosen: 'de', subject: 'Hallo 1\u00a0234,5' },
    { asked: 'en-GB', chosen: 'en', subject: 'Hello 1,234.5' },
    { asked: 'pt-BR', chosen: 'pt-BR', subject: 'Olá' },
    { asked: 'pt', chosen: 'pt-BR', subject: 'Olá' },
    { asked: 'fr-CA', chosen: 'en', subject: 'Hello 1,234.5' },
  ])('asked for $asked is $chosen', ({ asked, chosen, subject }) => {
    expect(rendered(content, {}, { locale: asked })).toMatchObject({ locale: chosen, subject });
  });

  test('has its texts, its direction, and its own text part', () => {
    expect(rendered(content, {}, { locale: 'de' })).toMatchObject({ html: '<p>Tschüss</p>', text: 'Text\n' });
    expect(rendered(content, {}, { locale: 'he' }).html).toBe('<p lang="he" dir="rtl">ביי</p>');
  });
});

describe('A text that a language lacks', () => {
  const bodyOf = (content: Parameters<typeof rendered>[0], locale: string) =>
    rendered({ textTemplate: "{{= t('a') }} {{= t('b') }}", ...content }, {}, { locale }).text.trim();

  test('is that of the next wider language, text by text', () => {
    const texts = { en: { a: 'A-en', b: 'B-en' }, de: { a: 'A-de', b: 'B-de' }, 'de-AT': { a: 'A-at' } };
    expect(bodyOf({ texts }, 'de-AT')).toBe('A-at B-de');
  });

  test('is that of the next closest in the reader’s script', () => {
    const texts = { en: { a: 'A-en', b: 'B-en' }, zh: { a: '简', b: '简' }, 'zh-Hant': { a: '繁' } };
    expect(bodyOf({ texts }, 'zh-TW')).toBe('繁 简');
  });

  test('is that of the template’s own language, wider where it is narrow', () => {
    expect(bodyOf({ locale: 'de-DE', texts: { de: { a: 'A', b: 'B' } } }, 'fr')).toBe('A B');
  });

  test('is shown in another rather than not at all', () => {
    expect(bodyOf({ texts: { de: { a: 'A', b: 'B' } } }, 'en')).toBe('A B');
  });

  test('has nothing to do with what every object has', () => {
    const texts = { en: { toString: 'Hi' }, de: { other: 'x' } };
    expect(rendered({ textTemplate: "{{= t('toString') }}", texts }, {}, { locale: 'de' }).text).toBe('Hi\n');
  });
});

test('sources of a wider language go with texts of a narrower one', () => {
  const content = {
    textTemplate: 'own',
    locales: { de: { subjectTemplate: 's', htmlTemplate: 'h', textTemplate: "German {{= t('a') }}" } },
    texts: { 'de-AT': { a: 'Servus' } },
  };
  expect(rendered(content, {}, { locale: 'de-AT' }).text).toBe('German Servus\n');
});

test('defaults are filled in inside objects and lists as well', () => {
  const variables = {
    o: {
      type: 'object' as const,
      properties: { n: { type: 'string' as const, required: true, default: 'x' } },
    },
    rows: {
      type: 'array' as const,
      items: {
        type: 'object' as const,
        properties: { unit: { type: 'string' as const, default: 'piece' } },
      },
    },
  };
  const textTemplate = '[{{= it.o.n }}]{{ for (const row of it.rows) { }}({{= row.unit }}){{ } }}';
  expect(rendered({ variables, textTemplate }, { o: {}, rows: [{}, { unit: 'box' }] }).text).toBe(
    '[x](piece)(box)\n',
  );
});

test('a template without a text part has one made of its HTML', () => {
  const mail = rendered({
    htmlTemplate: '<h1>Hello</h1><p>See <a href="https://a.b">this</a>.</p>',
    textTemplate: undefined,
  });
  expect(mail.text).toBe('Hello\n\nSee this <https://a.b>.');
});

test('blocks of a text part that show nothing leave no more than one empty line', () => {
  expect(rendered({ textTemplate: 'a\n\n{{ if (it.x) { }}\n\nb\n\n{{ } }}\n\n\nc  \n' }).text).toBe(
    'a\n\nc\n',
  );
});

test('what the service knows can be shown: sender, recipient, links, category', () => {
  const mail = rendered(
    {
      textTemplate:
        '{{= it.brand.company }} {{= it.recipient.name }} {{= it.links.unsubscribe }} {{= it.mail.category }} {{= it.mail.template }}',
    },
    {},
    { links: { unsubscribe: 'https://u' } },
  );
  expect(mail.text).toBe('Acme Ada https://u system test\n');
});

describe('The system notification', () => {
  const template = compileVersion(builtInVersion('system_notification'));
  const show = (data: Record<string, unknown>, context = {}) =>
    renderTemplate(template, data, aContext(context));
  const plain = { title: 'Export ready', body: 'It is ready.\nReally.\n\nFetch it <soon>.' };

  test('has its title as subject and headline, and a paragraph for each of its text', () => {
    const { subject, html } = show({ ...plain, title: 'Export & more' });
    expect(subject).toBe('Export & more');
    expect(html).toContain('<title>Export &amp; more</title>');
    expect(html).toMatch(/<h1[^>]*>Export &amp; more<\/h1>/);
    expect([...html.matchAll(/<p [^>]*>(.*?)<\/p>/g)].map(([, words]) => words)).toEqual([
      'It is ready.<br>Really.<br>',
      'Fetch it &lt;soon&gt;.<br>',
    ]);
  });

  test('reads line by line as plain text', () => {
    expect(show({ ...plain, actionUrl: 'https://example.com/x', actionLabel: 'Fetch it' }).text).toBe(
      'Export ready\n\nIt is ready.\nReally.\n\nFetch it <soon>.\n\nFetch it: https://example.com/x\n\n--\nAcme\n',
    );
    expect(show(plain).text).not.toMatch(/undefined|null|:/);
  });

  test('has a button when it has an address, with words of its own or in the reader’s language', () => {
    const actionUrl = 'https://example.com/?a=1&b=2';
    expect(show(plain).html).not.toContain('<a ');
    expect(show({ ...plain, actionUrl, actionLabel: 'Fetch it' }).html).toMatch(
      /<a href="https:\/\/example\.com\/\?a=1&amp;b=2"[^>]*>\s*Fetch it\s*<\/a>/,
    );
    expect(show({ ...plain, actionUrl }, { locale: 'de-AT' }).html).toMatch(/<a [^>]*>\s*Zur Seite\s*<\/a>/);
  });

  test('follows the brand: logo or name, colour with words that can be read on it, address, profiles', () => {
    const { brand } = aContext();
    const data = { ...plain, actionUrl: 'https://example.com' };
    const branded = show(data, {
      brand: {
        ...brand,
        color: '#ffe14d',
        logo_url: 'https://example.com/logo.png',
        postal_address: 'Main Street 1, Springfield',
        social: [{ name: 'LinkedIn', url: 'https://linkedin.com/x' }],
      },
    }).html;
    expect(branded).toContain('<img src="https://example.com/logo.png" alt="Acme" width="140"');
    expect(branded).toMatch(/bgcolor="#ffe14d"|background:#ffe14d/);
    expect(branded).toContain('color:#111827');
    expect(branded).toContain('Main Street 1, Springfield');
    expect(branded).toContain('href="https://linkedin.com/x"');
    expect(show(data).html).not.toContain('<img');
    expect(show(data).html).toContain('color:#ffffff');
  });
});

test('the same data give the same mail at any time', () => {
  const template = compileVersion(builtInVersion('system_notification'));
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(words, words, (title, body) => {
      fc.pre(checkData(template.content, { title, body }).length === 0);
      const show = () => renderTemplate(template, { title, body }, aContext());
      expect(show()).toEqual(show());
    }),
    { numRuns: 30 },
  );
});

test.each([
  { at: '2027-01-04T02:59:00Z', timezone: 'UTC', says: 'evening' },
  { at: '2027-01-04T09:00:00Z', timezone: 'UTC', says: 'morning' },
  { at: '2027-01-04T11:30:00Z', timezone: 'Europe/Berlin', says: 'afternoon' },
  { at: '2027-01-04T09:00:00Z', timezone: 'Asia/Tokyo', says: 'evening' },
])('a mail that leaves at $at greets $timezone in the $says', ({ at, timezone, says }) => {
  const greeting = { textTemplate: '{{= it.mail.dayPart }}' };
  expect(rendered(greeting, {}, { now: Date.parse(at), timezone }).text).toBe(`${says}\n`);
});

test('declared defaults are work that is paid for, however short the data are', () => {
  const properties = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [`p${i}`, { type: 'string' as const, default: 'd' }]),
  );
  const content = {
    htmlTemplate: '<p>{{= it.list.length }}</p>',
    variables: { list: { type: 'array' as const, items: { type: 'object' as const, properties } } },
  };
  const list = (length: number) => ({ list: Array.from({ length }, () => ({})) });
  expect(() => rendered(content, list(100))).not.toThrow();
  expect(() => rendered(content, list(40_000))).toThrow(/too much work/);
});
