export const byId = (id) => document.getElementById(id);

/** Makes an element. Strings become text, never markup. */
export const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== false));
  return node;
};

/** An icon of the sprite in index.html; it says nothing to a screen reader. */
export const icon = (name) => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
};

/** Makes a parent's children the given nodes; those that stay in place keep focus and scroll. */
export const reconcile = (parent, nodes) => {
  let here = parent.firstChild;
  const wanted = new Set(nodes);
  for (const node of nodes) {
    while (here && !wanted.has(here)) {
      const gone = here;
      here = here.nextSibling;
      gone.remove();
    }
    if (node === here) here = here.nextSibling;
    else parent.insertBefore(node, here);
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
};

/** Sets text only where it differs, so that live regions and selections stay quiet. */
export const setText = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};

/** A link to what a mail names; only web addresses become one. */
export const webLink = (url) =>
  /^https?:\/\//i.test(url)
    ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, url)
    : el('span', {}, url);

export const copyButton = (text, label = 'Copy') =>
  el(
    'button',
    {
      type: 'button',
      class: 'small',
      click: async ({ currentTarget }) => {
        try {
          await navigator.clipboard.writeText(text);
          currentTarget.textContent = 'Copied';
        } catch {
          currentTarget.textContent = 'The browser forbids copying';
        }
        setTimeout((button) => (button.textContent = label), 2000, currentTarget);
      },
    },
    label,
  );

/** A choice of a few; `choose` is told the value. */
export const segments = (label, options, chosen, choose) => {
  const buttons = options.map(([value, text, glyph]) =>
    el(
      'button',
      {
        type: 'button',
        'aria-pressed': String(value === chosen),
        click: ({ currentTarget }) => {
          for (const button of buttons) button.setAttribute('aria-pressed', String(button === currentTarget));
          choose(value);
        },
      },
      glyph ? icon(glyph) : '',
      text,
    ),
  );
  return el('div', { class: 'segments', role: 'group', 'aria-label': label }, buttons);
};

/** Says something to screen readers without showing it. */
export const announce = (text) => {
  byId('live').textContent = text;
};

/** A note in the corner: errors stay until dismissed, the rest leaves by itself. */
export const notify = (content, { error = false } = {}) => {
  const close = el('button', { type: 'button', class: 'plain', 'aria-label': 'Dismiss' }, icon('close'));
  const note = el(
    'div',
    { class: error ? 'note bad' : 'note', role: error ? 'alert' : 'status' },
    el('div', {}, content),
    close,
  );
  close.addEventListener('click', () => note.remove());
  byId('notes').append(note);
  if (!error) setTimeout(() => note.remove(), 6000);
};

/** Runs what a button does: the button is busy meanwhile, and a failure is shown. */
export const withButton = async (button, action) => {
  button.setAttribute('aria-busy', 'true');
  button.disabled = true;
  try {
    await action();
  } catch (error) {
    notify(error.message, { error: true });
  } finally {
    button.removeAttribute('aria-busy');
    button.disabled = false;
  }
};
