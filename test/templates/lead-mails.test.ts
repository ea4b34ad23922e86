import { findAll } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { compileTemplate, renderTemplate } from '../../functions/rendering/render.ts';
import { builtIns } from '../../templates/built-in.ts';
import { aContext } from './fixture.ts';
import { builtInVersion } from './built-ins.ts';

const mails = builtIns.filter(({ category }) => category === 'lead_alert');
const takeUrl = 'https://example.com/t/abc';

/** The minimal sample about somebody of whom this is known; with a link to take the lead, where the mail has one. */
const render = ({ name, samples, variables }: (typeof mails)[number], contact: Record<string, string>) => {
  const lead = { score: 50, band: 'cold', priority: 0, contact };
  const about =
    'leads' in variables
      ? { leads: [{ lead, takeUrl }] }
      : { lead, ...('takeUrl' in variables && { takeUrl }) };
  const template = compileTemplate(builtInVersion(name));
  const { html, ...parts } = renderTemplate(template, { ...samples.minimal, ...about }, aContext());
  const links = findAll(({ name: tag }) => tag === 'a', parseDocument(html).children);
  return { ...parts, html, links: links.map(({ attribs }) => attribs['href'] ?? '') };
};
const ways = (links: readonly string[]): string[] => [
  ...new Set(links.filter((link) => /^(mailto|tel):/.test(link)).map((link) => link.replace(/\?.*/, ''))),
];

describe('A mail about a lead', () => {
  test.each(
    mails.flatMap((mail) =>
      [
        { contact: { name: 'Ada', email: 'ada@example.com', phone: '+44 20' }, called: 'Ada' },
        { contact: { email: 'ada@example.com', phone: '+44 20' }, called: 'ada@example.com' },
        { contact: { phone: '+44 20' }, called: '+44 20' },
        { contact: {}, called: 'Unknown visitor' },
      ].map((one) => ({ name: mail.name, mail, ...one })),
    ),
  )('$name calls them $called, when $contact is known', ({ mail, contact, called }) => {
    const { subject, html, text } = render(mail, contact);
    for (const part of [subject, html, text]) expect(part).toContain(called);
    if (called !== 'Unknown visitor') {
      for (const part of [subject, html, text]) expect(part).not.toContain('Unknown visitor');
    }
  });

  test.each(mails)('$name offers no answer to whom there is no way', (mail) => {
    const { html, links, text } = render(mail, { phone: 'ask at the desk' });
    expect(ways(links)).toEqual([]);
    for (const part of [html, text]) expect(part).not.toMatch(/\bReply\b|\bCall\b|>E-mail<|E-mail: *$/m);
    const isYours = 'isYours' in mail.samples.minimal;
    expect(links.includes(takeUrl)).toBe(
      ('takeUrl' in mail.variables || 'leads' in mail.variables) && !isYours,
    );
  });

  test.each(mails)('$name writes to the address as it is, whatever signs it has', (mail) => {
    const email = 'ada?bcc=eve&x=1%41#a@example.com';
    const written = render(mail, { email }).links.filter((link) => link.startsWith('mailto:'));
    const allowed = new Set(['mailto:ada%3Fbcc%3Deve%26x%3D1%2541%23a@example.com']);
    expect(
      written.map((link) => link.replace(/\?subject=.*/, '')).filter((one) => !allowed.has(one)),
    ).toEqual([]);
  });

  test.each(mails)('$name offers a call alone to whom there is no address', (mail) => {
    const { links, text } = render(mail, { phone: '+44 20', dial: '+4420' });
    expect(ways(links).filter((way) => way !== 'tel:+4420')).toEqual([]);
    expect(text).not.toMatch(/^Reply/m);
  });

  test.each(mails.filter(({ name }) => ['lead_alert', 'hot_lead_alert', 'lead_escalation'].includes(name)))(
    '$name has no heading over nothing',
    (mail) => {
      const empty = render(mail, {});
      for (const part of [empty.html, empty.text]) expect(part).not.toContain('In short');
      const known = render(mail, { email: 'ada@example.com' });
      for (const part of [known.html, known.text]) expect(part).toContain('In short');
    },
  );
});
