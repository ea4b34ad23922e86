import { Parser } from 'htmlparser2';
import { textContent } from 'domutils';
import type { Finding } from './finding.ts';
import { about, isHidden, named, type ParsedMail, preheaderOf, type Rule, styleOf } from './mail.ts';

const error = (rule: string, message: string, remedy: string) => ({
  severity: 'error' as const,
  rule,
  message,
  remedy,
});
const warning = (rule: string, message: string, remedy: string) => ({
  severity: 'warning' as const,
  rule,
  message,
  remedy,
});

/** HTML lets these end by themselves. */
const endsItself = new Set(['p', 'li', 'dt', 'dd', 'option', 'tr', 'td', 'th', 'thead', 'tbody', 'tfoot']);

/** Tags that are not closed, or closed in the wrong order: each client mends them in its own way. */
const wellFormed: Rule = (mail) => {
  const findings: Finding[] = [];
  const open: { name: string; at: number }[] = [];
  const tell = (at: number, message: string, remedy: string): void => {
    const line = mail.lineAt(at);
    findings.push({
      ...error('well_formed', message, remedy),
      part: mail.parts.html,
      ...(line !== undefined && { line }),
    });
  };
  const parser = new Parser({
    onopentag: (name) => {
      open.push({ name, at: parser.startIndex });
    },
    onclosetag: (name, implied) => {
      const opened = open.pop();
      if (implied && !isVoid(name) && !endsItself.has(name)) {
        tell(opened?.at ?? 0, `<${name}> is not closed.`, `Add </${name}> where it ends.`);
      }
    },
  });
  // The parser drops end tags that close nothing, without a word.
  const closings = (html: string): Map<string, number[]> => {
    const at = new Map<string, number[]>();
    for (const match of html
      .replace(/<!--[\s\S]*?-->/g, (comment) => ' '.repeat(comment.length))
      .matchAll(/<\/([a-z][a-z0-9]*)\s*>/gi)) {
      const name = (match[1] ?? '').toLowerCase();
      at.set(name, [...(at.get(name) ?? []), match.index]);
    }
    return at;
  };
  parser.write(mail.html);
  parser.end();
  for (const [name, places] of closings(mail.html)) {
    const extra = places.length - mail.elements.filter((element) => element.name === name).length;
    if (extra > 0)
      tell(places.at(-1) ?? 0, `</${name}> closes nothing.`, 'Take it out, or add the tag it closes.');
  }
  return findings;
};

const voids = new Set([
  'br',
  'img',
  'hr',
  'meta',
  'link',
  'input',
  'col',
  'base',
  'area',
  'wbr',
  'source',
  'embed',
  'param',
  'track',
]);
const isVoid = (name: string): boolean => voids.has(name);

const active: Rule = (mail) => [
  ...named(mail, 'script', 'iframe', 'object', 'embed', 'applet', 'base', 'frame', 'frameset').map(
    (element) =>
      about(
        mail,
        element,
        error(
          'active_content',
          `<${element.name}> does not work in mail, and marks it as dangerous.`,
          'Take it out.',
        ),
      ),
  ),
  ...mail.elements.flatMap((element) =>
    Object.keys(element.attribs)
      .filter((name) => name.startsWith('on'))
      .map((name) =>
        about(
          mail,
          element,
          error('active_content', `${name} runs code, which no client allows.`, 'Take it out.'),
        ),
      ),
  ),
];

const document: Rule = (mail) => {
  const [html] = named(mail, 'html');
  const part = mail.parts.html;
  const findings: Finding[] = [];
  if ((html?.attribs['lang'] ?? '') === '') {
    findings.push({
      ...warning(
        'lang',
        'The mail does not say its language; screen readers need it.',
        'Write <html lang="{{= it.mail.locale }}">.',
      ),
      part,
    });
  }
  if (!named(mail, 'title').some((title) => textContent(title).trim() !== '')) {
    findings.push({
      ...warning(
        'title',
        'The mail has no title; some readers show it as its name.',
        'Write <title>…</title> inside <head>.',
      ),
      part,
    });
  }
  if (preheaderOf(mail.elements) === '') {
    findings.push({
      ...warning(
        'preheader',
        'There is no preview line; inboxes will show the first words of the mail instead.',
        'Begin the body with <div style="display:none">A sentence that goes on from the subject.</div>.',
      ),
      part,
    });
  }
  return findings;
};

const tables: Rule = (mail) =>
  named(mail, 'table')
    .filter((table) => !('role' in table.attribs) && named(mail, 'th').every((th) => !isInside(th, table)))
    .map((table) =>
      about(
        mail,
        table,
        warning(
          'table_role',
          'A table without a role is read out cell by cell.',
          'Write role="presentation" on a table of layout, or use <th> in a table of data.',
        ),
      ),
    );

const isInside = (inner: ParsedMail['elements'][number], outer: ParsedMail['elements'][number]): boolean => {
  for (let at = inner.parent; at !== null; at = at.parent) if (at === outer) return true;
  return false;
};

const images: Rule = (mail) =>
  named(mail, 'img').flatMap((image) => {
    const findings: Finding[] = [];
    const style = styleOf(image);
    if (!('alt' in image.attribs)) {
      findings.push(
        about(
          mail,
          image,
          error(
            'image_alt',
            'This image has no alt text; most readers see it before they see the image.',
            'Write alt="…", or alt="" for one that only decorates.',
          ),
        ),
      );
    }
    const sized =
      'width' in image.attribs || 'height' in image.attribs || style.has('width') || style.has('height');
    if (!sized) {
      findings.push(
        about(
          mail,
          image,
          warning(
            'image_size',
            'This image has no size; Outlook shows it in its own.',
            'Write width="…" as a number of pixels.',
          ),
        ),
      );
    }
    const source = image.attribs['src'] ?? '';
    if (/^data:/i.test(source)) {
      findings.push(
        about(
          mail,
          image,
          warning(
            'image_data',
            'Images inside the HTML are not shown by Gmail and Outlook.',
            'Link it by an https URL.',
          ),
        ),
      );
    }
    return findings;
  });

const imageOnly: Rule = (mail) => {
  const [image] = named(mail, 'img').filter((element) => !isHidden(element));
  const words = mail.text.split(/\s+/).filter((word) => /\p{L}{2,}/u.test(word)).length;
  const largest = Math.max(
    0,
    ...named(mail, 'img').map(({ attribs }) => Number.parseInt(attribs['width'] ?? '0', 10)),
  );
  return image !== undefined && words < 20 && largest >= 300
    ? [
        about(
          mail,
          image,
          warning(
            'image_text',
            'The mail is an image with hardly a word; who does not load images sees nothing.',
            'Write the text as text.',
          ),
        ),
      ]
    : [];
};

export const structureRules: readonly Rule[] = [wellFormed, active, document, tables, images, imageOnly];
