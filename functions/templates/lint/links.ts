import type { Element } from 'domhandler';
import { findOne, textContent } from 'domutils';
import { urlAttributes } from '../../rendering/engine/html-context.ts';
import { styleOf } from '../../platform/html-visibility.ts';
import type { Finding } from './finding.ts';
import { about, isHidden, named, type ParsedMail, type Rule } from './mail.ts';

type LinkFinding = Omit<Finding, 'part' | 'line'>;

const vagueWords = new Set([
  'click here',
  'here',
  'click',
  'link',
  'read more',
  'more',
  'hier',
  'hier klicken',
  'klicken sie hier',
  'mehr',
]);

/** Browsers take white space and control characters out of an address before they look at its scheme (URL Standard). */
const bare = (url: string): string => url.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\ufeff]+/g, '');

const forbiddenScheme = /^(javascript|vbscript|data|file):/i;
const knownScheme = /^(https?|mailto|tel|sms):/i;

/** What a reader hears or reads of a link. */
const wordsOf = (link: Element): string => {
  const words = textContent(link).replace(/\s+/g, ' ').trim();
  const image = findOne(({ attribs }) => (attribs['alt'] ?? '').trim() !== '', link.children);
  return (words === '' ? (image?.attribs['alt'] ?? '').trim() : words).slice(0, MAX_WORDS);
};
/** More is said of no link. */
const MAX_WORDS = 200;

const links: Rule = (mail) =>
  named(mail, 'a', 'area')
    .filter((link) => 'href' in link.attribs && !isHidden(link))
    .flatMap((link): Finding[] => {
      const words = link.name === 'area' ? (link.attribs['alt'] ?? '').slice(0, MAX_WORDS) : wordsOf(link);
      return [...targetFaults(link.attribs['href'] ?? '', words), ...wordFaults(words)].map((told) =>
        about(mail, link, told),
      );
    });

const targetFaults = (written: string, words: string): LinkFinding[] => {
  const href = written.trim();
  // Told by the rule about addresses.
  if (forbiddenScheme.test(bare(href))) return [];
  if (href === '' || href === '#') {
    return [
      {
        severity: 'error',
        rule: 'link_target',
        message: `The link "${words}" leads nowhere with the sample data.`,
        remedy:
          'Check the variable in href: it has to be an https address; or leave the link out when it is missing.',
      },
    ];
  }
  if (href.startsWith('#')) return [];
  if (!knownScheme.test(href) || /\s/.test(href) || !URL.canParse(href)) {
    return [
      {
        severity: 'error',
        rule: 'link_target',
        message: `The link "${words}" leads nowhere: "${href.slice(0, 80)}" is no whole address.`,
        remedy: 'Write it whole, such as https://www.example.com/page.',
      },
    ];
  }
  return /^http:/i.test(href)
    ? [
        {
          severity: 'warning',
          rule: 'link_https',
          message: `The link "${words}" is not encrypted.`,
          remedy: 'Link to https.',
        },
      ]
    : [];
};

const wordFaults = (words: string): LinkFinding[] => {
  if (words === '') {
    return [
      {
        severity: 'warning',
        rule: 'link_words',
        message: 'A link without words can not be found by a screen reader.',
        remedy: 'Give it words, or its image an alt text.',
      },
    ];
  }
  const plain = words
    .toLowerCase()
    .replace(/[.!»›→]/g, '')
    .trim();
  return vagueWords.has(plain)
    ? [
        {
          severity: 'warning',
          rule: 'link_words',
          message: `"${words}" does not say where the link leads.`,
          remedy: 'Name what is behind it, such as "Choose a time".',
        },
      ]
    : [];
};

/** Addresses that run code or open files, wherever an element may have one. */
const addresses: Rule = (mail) =>
  mail.elements.flatMap((element) =>
    addressesOf(element)
      .filter(({ url, isImage }) => {
        const scheme = bare(url);
        return forbiddenScheme.test(scheme) && !(isImage && /^data:image\//i.test(scheme));
      })
      .map(({ where }) =>
        about(mail, element, {
          severity: 'error',
          rule: 'link_scheme',
          message: `The ${where} of <${element.name}> is an address that no mail may have.`,
          remedy: 'Link to an https address.',
        }),
      ),
  );

interface Address {
  where: string;
  url: string;
  /** Where the rule about images tells of `data:`. */
  isImage: boolean;
}

const addressesOf = (element: Element): Address[] => {
  const { attribs, name } = element;
  const refresh = /url\s*=\s*['"]?(.*)/i.exec(name === 'meta' ? (attribs['content'] ?? '') : '')?.[1];
  const inStyle = [...styleOf(element).values()].flatMap((value) =>
    [...value.matchAll(/url\(\s*['"]?([^)'"]*)/gi)].map(([, url = '']) => url),
  );
  return [
    ...[...urlAttributes].flatMap((where): Address[] => {
      const url = attribs[where];
      return url === undefined ? [] : [{ where, url, isImage: where === 'src' && name === 'img' }];
    }),
    ...(refresh === undefined ? [] : [{ where: 'content', url: refresh, isImage: false }]),
    ...inStyle.map((url) => ({ where: 'style', url, isImage: true })),
  ];
};

export const linkRules: readonly Rule[] = [links, addresses];

/** Links that a reader sees, by their address. */
export const visibleLinks = (mail: ParsedMail): ReadonlySet<string> =>
  new Set(
    named(mail, 'a')
      .filter((link) => !isHidden(link) && wordsOf(link) !== '')
      .map(({ attribs }) => attribs['href'] ?? ''),
  );
