import { bytes, fullTime } from './words.js';
import { copyButton, el, icon, segments, webLink } from './dom.js';

/** How the reader likes mails shown; kept for the next visit. */
const taste = {
  width: localStorage.getItem('console.width') ?? 'desktop',
  scheme: localStorage.getItem('console.scheme') ?? 'light',
};

const prefer = (name, value) => {
  taste[name] = value;
  localStorage.setItem(`console.${name}`, value);
};

/** Links of the mail open nowhere: the frame's sandbox allows no new windows, and leads are listed below it. */
const inert = (html) =>
  html.replace(/^(\s*<!doctype[^>]*>)?(\s*<html[^>]*>)?(\s*<head[^>]*>)?/i, '$&<base target="_blank">');

const rendered = ({ html }) => {
  if (!html) return nothing('This mail has no HTML part. Its text is in the next tab.');
  const frame = el('iframe', {
    sandbox: '',
    title: 'The mail as its recipient sees it',
    srcdoc: inert(html),
    referrerpolicy: 'no-referrer',
  });
  const stage = el('div', { class: 'stage' }, el('div', { class: 'device' }, frame));
  const dress = () => {
    stage.dataset.width = taste.width;
    frame.style.colorScheme = taste.scheme;
  };
  const change = (name) => (value) => {
    prefer(name, value);
    dress();
  };
  dress();
  return [
    el(
      'div',
      { class: 'tools' },
      segments('Width', widths, taste.width, change('width')),
      segments('Colour scheme', schemes, taste.scheme, change('scheme')),
    ),
    stage,
    linksOf(html),
  ];
};

const widths = [
  ['desktop', 'Desktop', 'desktop'],
  ['phone', 'Phone', 'phone'],
];
const schemes = [
  ['light', 'Light', 'sun'],
  ['dark', 'Dark', 'moon'],
];

/** Where the mail's links lead; its markup is read in a document that runs and loads nothing. */
const linksOf = (html) => {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const links = [...page.querySelectorAll('a[href]')];
  if (links.length === 0) return '';
  return el(
    'details',
    { class: 'links' },
    el('summary', {}, `${links.length} ${links.length === 1 ? 'link' : 'links'}`),
    el(
      'ul',
      {},
      links.map((link) =>
        el(
          'li',
          {},
          el('span', { class: 'soft' }, link.textContent.trim() || '(no text)'),
          webLink(link.getAttribute('href')),
        ),
      ),
    ),
  );
};

const text = (mail) =>
  mail.text
    ? [toolbar(mail.text, 'text'), el('pre', { class: 'plain-text' }, mail.text)]
    : nothing('This mail has no text part.');

const headers = (mail) =>
  el(
    'table',
    { class: 'headers' },
    el('thead', { class: 'unseen' }, el('tr', {}, el('th', {}, 'Header'), el('th', {}, 'Value'))),
    el(
      'tbody',
      {},
      mail.headers.map(([name, value]) =>
        el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value)),
      ),
    ),
  );

const source = (mail) => {
  const parts = [
    ['html', 'HTML', mail.html],
    ['raw', 'MIME', mail.raw],
  ].filter(([, , content]) => content);
  if (parts.length === 0) return nothing('This mail has no HTML part.');
  const body = el('div', { class: 'column' });
  const show = (kind) => {
    const [, label, content] = parts.find(([part]) => part === kind);
    const choice = parts.length > 1 && segments('Part', parts, kind, show);
    body.replaceChildren(toolbar(content, label, choice), el('pre', { class: 'code' }, content));
  };
  show(parts[0][0]);
  return body;
};

const toolbar = (content, kind, choice) =>
  el(
    'div',
    { class: 'tools' },
    choice || '',
    el('span', { class: 'soft' }, `${bytes(new Blob([content]).size)} of ${kind}`),
    copyButton(content),
  );

const attachments = (mail) =>
  mail.attachments.length === 0
    ? nothing('Nothing is attached to this mail.')
    : el('ul', { class: 'attachments' }, mail.attachments.map(attachment));

const attachment = ({ filename, contentType, size, content }) =>
  el(
    'li',
    {},
    el(
      'a',
      { href: fileUrl(content), download: filename },
      icon('file'),
      el('span', {}, filename, el('small', {}, `${contentType}, ${bytes(size)}`)),
    ),
  );

/** As bytes only, so that a browser saves what is attached and never opens it as a page of ours. */
const fileUrl = (base64) => {
  const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
};

const nothing = (words) => el('p', { class: 'nothing' }, words);

/** The tabs that a mail's own content fills; each makes what its panel shows. */
export const contentTabs = { rendered, text, headers, source, attachments };

/** Who wrote to whom, and when. */
export const envelopeOf = (mail) =>
  el(
    'dl',
    { class: 'envelope' },
    el('dt', {}, 'From'),
    el('dd', {}, mail.from),
    el('dt', {}, 'To'),
    el('dd', {}, mail.to),
    el('dt', {}, 'Date'),
    el(
      'dd',
      {},
      el('time', { datetime: mail.receivedAt, title: mail.receivedAt }, fullTime(mail.receivedAt)),
    ),
  );
