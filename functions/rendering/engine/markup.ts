/**
 * What a helper gave as HTML: shown as it is where HTML stands, and by its words everywhere else. Data are JSON and hold
 * none, so that nothing but a helper can bring HTML into a mail.
 */
export class Markup {
  readonly #html: () => string;
  readonly #text: () => string;

  constructor(html: () => string, text: () => string) {
    this.#html = html;
    this.#text = text;
  }

  get html(): string {
    return this.#html();
  }

  get text(): string {
    return this.#text();
  }
}
