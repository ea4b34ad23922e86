import { escapeHtml } from '../platform/html.ts';
import { isBlank } from '../platform/one-line.ts';

/** One of several answers. */
export const radio = (name: string, value: string, words: string, isChosen: boolean): string =>
  `<label class="row"><input type="radio" name="${name}" value="${escapeHtml(value)}"${isChosen ? ' checked' : ''}><span>${escapeHtml(words)}</span></label>`;

/** Some lines of the reader's own. */
export const textarea = (name: string, label: string, text = '', hint = ''): string =>
  `<label class="field">${escapeHtml(label)}${hint === '' ? '' : `<span class="hint">${escapeHtml(hint)}</span>`}<textarea name="${name}" rows="3">\n${escapeHtml(text)}</textarea></label>`;

/** A text of a form that was sent, without what nobody typed; undefined where there is none. */
export const formText = (fields: URLSearchParams, name: string): string | undefined => {
  // Browsers send two characters for each line break, and count one.
  const value = (fields.get(name) ?? '').replaceAll('\r\n', '\n').toWellFormed().trim();
  return isBlank(value) ? undefined : value;
};
