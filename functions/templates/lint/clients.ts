import baseline from './mjml-baseline.json' with { type: 'json' };
import type { Finding } from './finding.ts';
import type { ParsedMail } from './mail.ts';

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

/** CSS and HTML of a mail that major clients lack, by the data of caniemail.com: title → who lacks it, and where. */
export const lacksOf = async (html: string): Promise<Map<string, Lack>> => {
  // Its data are large, and nothing but a lint needs them.
  const { caniemail } = await import('caniemail');
  const lacks = new Map<string, Lack>();
  for (const [client, issues] of caniemail({ clients: [...majorClients], html }).issues.errors) {
    for (const { title, position } of issues) {
      const lack = lacks.get(title) ?? { clients: new Set(), line: position?.start.line };
      lack.clients.add(client);
      lacks.set(title, lack);
    }
  }
  return lacks;
};

export const clientFindings = async (mail: ParsedMail): Promise<Finding[]> => {
  if (mail.html.trim() === '') return [];
  const lacks = await lacksOf(mail.html);
  const lineStarts = [0];
  for (let at = mail.html.indexOf('\n'); at !== -1; at = mail.html.indexOf('\n', at + 1))
    lineStarts.push(at + 1);
  return [...lacks]
    .filter(([title]) => !usual.has(title))
    .map(([title, { clients, line }]) => {
      const sourceLine = line === undefined ? undefined : mail.lineAt(lineStarts[line - 1] ?? 0);
      return {
        severity: 'warning',
        rule: 'client_support',
        part: mail.parts.html,
        ...(sourceLine !== undefined && { line: sourceLine }),
        message: `${title} is not supported by ${namesOf([...clients])}.`,
        remedy: 'See to it that the mail reads well without it, or do without it.',
      };
    });
};

const namesOf = (clients: readonly string[]): string =>
  clients.length > 4
    ? `${clients.slice(0, 3).join(', ')} and ${clients.length - 3} more`
    : clients.join(', ');
