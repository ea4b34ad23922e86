import type { Element } from 'domhandler';
import { textContent } from 'domutils';
import baseline from './mjml-baseline.json' with { type: 'json' };
import type { Finding } from './finding.ts';
import { styleOf } from '../../platform/html-visibility.ts';
import { named, type ParsedMail } from './mail.ts';
import { type Statement, statementsOf } from './stylesheet.ts';

/** The clients that most readers have, as caniemail.com names them. */
const majorClients = [
  'gmail.desktop-webmail',
  'gmail.android',
  'gmail.ios',
  'outlook.windows',
  'outlook.macos',
  'outlook.outlook-com',
  'outlook.android',
  'outlook.ios',
  'apple-mail.macos',
  'apple-mail.ios',
  'yahoo.desktop-webmail',
  'yahoo.android',
  'yahoo.ios',
] as const;

/** What MJML writes into every mail, with what it takes for those who lack it. */
const usual: ReadonlySet<string> = new Set<string>([
  ...baseline,
  // Who lacks these shows the light colours, which is all that they are about.
  'color-scheme CSS property',
  'color-scheme meta tag',
]);

interface Lack {
  clients: Set<string>;
  line: number | undefined;
}

/** CSS or HTML that major clients lack, by the data of caniemail.com: title → who lacks it, and where. */
export const lacksOf = async (code: { html: string } | { css: string }): Promise<Map<string, Lack>> => {
  // Its data are large, and nothing but a lint needs them.
  const { caniemail } = await import('caniemail');
  const lacks = new Map<string, Lack>();
  for (const [client, issues] of caniemail({ clients: [...majorClients], ...code }).issues.errors) {
    for (const { title, position } of issues) {
      const lack = lacks.get(title) ?? { clients: new Set(), line: position?.start.line };
      lack.clients.add(client);
      lacks.set(title, lack);
    }
  }
  return lacks;
};

/** What mails are made of, each kind of it once, as a line of HTML or CSS, with where it stands first. */
export interface Parts {
  html: Map<string, Place>;
  css: Map<string, Place>;
}
interface Place {
  part: string;
  line: () => number | undefined;
}

export const noParts = (): Parts => ({ html: new Map(), css: new Map() });

/** More kinds of elements and declarations are not looked at: each is held against all that clients lack. */
const MAX_KINDS = 2000;
const MAX_VALUE = 200;

/** Adds what a mail is made of; what it has in common with others costs nothing. */
export const addParts = (parts: Parts, mail: ParsedMail): void => {
  const add = (kinds: Map<string, Place>, kind: string, offset: number): void => {
    if (kinds.has(kind) || kinds.size >= MAX_KINDS) return;
    kinds.set(kind, { part: mail.parts.html, line: () => mail.lineAt(offset) });
  };
  for (const element of mail.elements) {
    for (const kind of kindsOf(element)) add(parts.html, kind, element.startIndex ?? 0);
  }
  for (const style of named(mail, 'style')) {
    const start = style.children[0]?.startIndex ?? 0;
    for (const { offset, ...statement } of statementsOf(textContent(style))) {
      add(parts.css, cssOf(statement), start + offset);
      const kinds = statement.declarations.flatMap(
        ([property, value]) => declarationKind(property, value) ?? [],
      );
      for (const kind of kinds) add(parts.html, kind, start + offset);
    }
  }
};

/** A statement as the parser of CSS may see it: without what its regular expressions stumble over. */
const cssOf = ({ kind, prelude }: Omit<Statement, 'offset'>): string => {
  if (kind === 'comment') return '/* x */';
  if (kind === 'rule') return isTame(prelude) ? `${prelude.replace(/\s+/g, ' ')} {}` : 'a {}';
  const name = /^@([a-z-]{1,30})/.exec(prelude)?.[1] ?? 'media';
  if (name === 'font-face') return '@font-face {}';
  return ['import', 'charset', 'namespace'].includes(name) ? `@${name} "x";` : `@${name} x {}`;
};

/** Selectors of usual characters, with all brackets closed. */
const isTame = (prelude: string): boolean =>
  prelude.length <= MAX_VALUE &&
  /^[\w\s.#:>+~*,=()[\]-]+$/.test(prelude) &&
  prelude.replace(/[^()]/g, '').replace(/\(\)/g, '') === '' &&
  prelude.replace(/[^[\]]/g, '').replace(/\[\]/g, '') === '';

/** An element with its attributes, and by itself each declaration of its style, as HTML in one line each. */
const kindsOf = (element: Element): string[] => {
  const attributes = Object.entries(element.attribs)
    .filter(([name]) => name !== 'style' && /^[a-z][a-z\d:-]*$/.test(name))
    .map(([name, value]) => ` ${name}="${shownValues.has(name) ? plain(value) : beginningOf(value)}"`);
  const declarations = [...styleOf(element)]
    .map(([property, value]) => declarationKind(property, value))
    .filter((kind) => kind !== undefined);
  const name = /^[a-z][a-z\d]*$/.test(element.name) ? element.name : undefined;
  return [...(name === undefined ? [] : [`<${name}${attributes.join('')}></${name}>`]), ...declarations];
};

const declarationKind = (property: string, value: string): string | undefined =>
  /^-?[a-z][a-z-]*$/.test(property) && isPlain(value)
    ? `<p style="${property}:${plain(value)}"></p>`
    : undefined;

/** Attributes whose value decides who shows an element. */
const shownValues = new Set([
  'src',
  'srcset',
  'type',
  'name',
  'role',
  'rel',
  'align',
  'valign',
  'dir',
  'target',
]);
/** Of an address only this decides. */
const beginningOf = (value: string): string => /^(#|mailto:)/i.exec(value)?.[0] ?? '';
const plain = (value: string): string => value.replace(/["<>&\s]+/g, ' ').slice(0, MAX_VALUE);
/** Values that the reader of styles reads as they are meant. */
const isPlain = (value: string): boolean =>
  value !== '' &&
  value.length <= MAX_VALUE &&
  !/["\\{}]|\/\*/.test(value) &&
  /^[^']*('[^']*'[^']*)*$/.test(value);

/** What major clients lack of these parts, each lack once. */
export const clientFindings = async ({ html, css }: Parts): Promise<Finding[]> => {
  const findings = new Map<string, Finding>();
  const add = (lacks: Map<string, Lack>, kinds: Map<string, Place>): void => {
    const places = [...kinds.values()];
    for (const [title, { clients, line }] of lacks) {
      const place = places[(line ?? 1) - 1];
      if (usual.has(title) || findings.has(title) || place === undefined) continue;
      findings.set(title, findingOf(title, [...clients], place));
    }
  };
  if (css.size > 0) add(await lacksOf({ css: linesOf(css) }), css);
  if (html.size > 0) add(await lacksOf({ html: linesOf(html) }), html);
  return [...findings.values()];
};

const linesOf = (kinds: Map<string, Place>): string => [...kinds.keys()].join('\n');

const findingOf = (title: string, clients: string[], { part, line: lineOf }: Place): Finding => {
  const line = lineOf();
  return {
    severity: 'warning',
    rule: 'client_support',
    part,
    ...(line !== undefined && { line }),
    message: `${title} is not supported by ${namesOf(clients)}.`,
    remedy: 'See to it that the mail reads well without it, or do without it.',
  };
};

const namesOf = (clients: readonly string[]): string =>
  clients.length > 4
    ? `${clients.slice(0, 3).join(', ')} and ${clients.length - 3} more`
    : clients.join(', ');
