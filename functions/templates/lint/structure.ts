import type { Element } from 'domhandler';
import { Parser } from 'htmlparser2';
import { textContent } from 'domutils';
import { styleOf } from '../../platform/html-visibility.ts';
import type { Finding } from './finding.ts';
import { about, isHidden, missing, named, parentOf, preheaderOf, type Rule } from './mail.ts';

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
    for (const match of withoutComments(html).matchAll(/<\/([a-z][a-z0-9]*)\s*>/gi)) {
      const name = (match[1] ?? '').toLowerCase();
      const places = at.get(name);
      if (places) places.push(match.index);
      else at.set(name, [match.index]);
    }
    return at;
  };
  parser.write(mail.html);
  parser.end();
  const opened = Map.groupBy(mail.elements, ({ name }) => name);
  for (const [name, places] of closings(mail.html)) {
    const extra = places.length - (opened.get(name)?.length ?? 0);
    if (extra > 0)
      tell(places.at(-1) ?? 0, `</${name}> closes nothing.`, 'Take it out, or add the tag it closes.');
  }
  return findings;
};

/** HTML with spaces where its comments are. */
const withoutComments = (html: string): string => {
  const pieces: string[] = [];
  let from = 0;
  for (let start = html.indexOf('<!--'); start !== -1; start = html.indexOf('<!--', from)) {
    const end = html.indexOf('-->', start);
    if (end === -1) break;
    pieces.push(html.slice(from, start), ' '.repeat(end + 3 - start));
    from = end + 3;
  }
  return pieces.join('') + html.slice(from);
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
  const findings: Finding[] = [];
  if ((html?.attribs['lang'] ?? '') === '') {
    findings.push(
      missing(
        mail,
        'html',
        warning(
          'lang',
          'The mail does not say its language; screen readers need it.',
          'Write <html lang="{{= it.mail.locale }}">.',
        ),
      ),
    );
  }
  if (!named(mail, 'title').some((title) => textContent(title).trim() !== '')) {
    findings.push(
      missing(
        mail,
        'head',
        warning(
          'title',
          'The mail has no title; some readers show it as its name.',
          'Write <title>…</title> inside <head>.',
        ),
      ),
    );
  }
  if (preheaderOf(mail.elements) === '') {
    findings.push(
      missing(
        mail,
        'body',
        warning(
          'preheader',
          'There is no preview line; inboxes will show the first words of the mail instead.',
          'Begin the body with <div style="display:none">A sentence that goes on from the subject.</div>.',
        ),
      ),
    );
  }
  return findings;
};

const tables: Rule = (mail) => {
  const ofData = new Set(named(mail, 'th').map(tableOf));
  return named(mail, 'table')
    .filter((table) => !('role' in table.attribs) && !ofData.has(table))
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
};

/** The table that a cell is of, which may stand in another. */
const tableOf = (cell: Element): Element | undefined => {
  for (let at = parentOf(cell); at !== null; at = parentOf(at)) if (at.name === 'table') return at;
  return undefined;
};

/** What may be wrong with an image, and how its reader is told. */
const imageFaults: readonly { applies: (image: Element) => boolean; finding: Omit<Finding, 'part'> }[] = [
  {
    applies: ({ attribs }) => !('alt' in attribs),
    finding: error(
      'image_alt',
      'This image has no alt text; most readers see it before they see the image.',
      'Write alt="…", or alt="" for one that only decorates.',
    ),
  },
  {
    applies: (image) => {
      const style = styleOf(image);
      const named = 'width' in image.attribs || 'height' in image.attribs;
      return !named && !style.has('width') && !style.has('height');
    },
    finding: warning(
      'image_size',
      'This image has no size; Outlook shows it in its own.',
      'Write width="…" as a number of pixels.',
    ),
  },
  {
    applies: (image) => ['', '#'].includes(sourceOf(image)),
    finding: warning(
      'image_source',
      'This image has no address with the sample data.',
      'Check the variable in src: it has to be an https address; or leave the image out when it is missing.',
    ),
  },
  {
    applies: (image) => /^data:/i.test(sourceOf(image)),
    finding: warning(
      'image_data',
      'Images inside the HTML are not shown by Gmail and Outlook.',
      'Link it by an https URL.',
    ),
  },
];

const sourceOf = (image: Element): string => (image.attribs['src'] ?? '').trim();

const images: Rule = (mail) =>
  named(mail, 'img').flatMap((image) =>
    imageFaults.filter(({ applies }) => applies(image)).map(({ finding }) => about(mail, image, finding)),
  );

const WIDE = 300;

const isWide = (image: Element): boolean => {
  const width = styleOf(image).get('width') ?? image.attribs['width'] ?? '';
  return width.trim().endsWith('%') ? Number.parseInt(width, 10) >= 50 : Number.parseInt(width, 10) >= WIDE;
};

const imageOnly: Rule = (mail) => {
  const image = named(mail, 'img').find((element) => !isHidden(element) && isWide(element));
  const words = mail.text.split(/\s+/).filter((word) => /\p{L}{2,}/u.test(word)).length;
  return image !== undefined && words < 20
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
