import { spawnSync } from 'node:child_process';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { composeMail } from '../functions/outbox/deliver/outgoing-mail.ts';
import type { Config } from '../functions/platform/config.ts';
import { SECOND } from '../functions/platform/clock.ts';
import { newId } from '../functions/platform/ids.ts';
import { categoryRules } from '../functions/contract/category.ts';
import type { TemplateVersion } from '../functions/rendering/template.ts';

/** What a mailbox would take for spam is scored at 5 and above. */
export const SPAM = 5;

/** Whether SpamAssassin (Debian's package `spamassassin`) is on this machine. */
export const hasSpamAssassin = (): boolean =>
  spawnSync('spamassassin', ['--version'], { stdio: 'ignore' }).status === 0;

export interface SpamScore {
  score: number;
  /** Names of the rules that were met. */
  rules: string[];
}

/**
 * Scores a mail by SpamAssassin's rules, without network.
 * @throws Error when no score comes back, as with a scorer that has no rules.
 */
export const scoreMail = (mail: Buffer): SpamScore => {
  const { stdout, stderr } = spawnSync('spamassassin', ['--test-mode', '--local'], {
    input: mail,
    encoding: 'utf8',
    timeout: 60 * SECOND,
  });
  const status = /^X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=([\w,\s]+?)\s(?:\w+=)/ms.exec(stdout);
  if (status === null) throw new Error(`SpamAssassin gave no score: ${stderr.trim().slice(0, 300)}`);
  return {
    score: Number(status[1]),
    rules: (status[2] ?? '').split(/[,\s]+/).filter((rule) => rule !== '' && rule !== 'none'),
  };
};

/** A mail that meets rules of many kinds: when it is not taken for spam, the scorer is dead. */
export const knownSpam = (): Promise<Buffer> =>
  build({
    from: 'Rich Quick <winner2231@example.com>',
    to: 'undisclosed-recipients:;',
    subject: 'YOU WON $1,000,000!!! ACT NOW!!!',
    html: `<html><body><font color="#ffffff" size="1">pills</font>
      <p>DEAR FRIEND, CONGRATULATIONS!!! YOU HAVE WON ONE MILLION DOLLARS ($1,000,000.00) IN THE LOTTERY.</p>
      <p>Click here: <a href="http://192.0.2.7/claim">http://bank.example.com/</a>. 100% free, no risk, act now!
      Send your bank account number to the attorney of the late Minister, who left this fund to a next of kin.</p>
      </body></html>`,
  });

/** A template's mail in MIME, with the headers that the service gives it and those that Mailgun adds. */
export const mimeOf = async (
  template: TemplateVersion,
  data: Record<string, unknown>,
  config: Config,
): Promise<Buffer> => {
  const now = Date.now();
  const { category } = template;
  const to = { email: 'ada@example.com', name: 'Ada Lovelace' };
  const { messageId, fields } = composeMail(
    {
      id: newId('msg'),
      rev: 1,
      client: 'check',
      requestHash: '',
      bodyId: 'body_1',
      acceptedAs: 'queued',
      to,
      category,
      lane: categoryRules[category].lane,
      createdAt: now,
      generation: 0,
      copy: 1,
      attempts: 0,
      opens: 0,
      clicks: 0,
      life: { status: 'queued', nextCheckAt: now },
    },
    { content: { kind: 'template', template: template.name, version: template.version, data } },
    {
      config,
      mode: 'live',
      baseUrl: 'https://mail.example.com',
      linkKeys: { current: 'k1', k1: 'a key for mails that are never sent' },
      template,
      recipient: undefined,
      attachments: [],
      now,
    },
  );
  const headers = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('h:') && name !== 'h:Message-Id' ? [{ key: name.slice(2), value: String(value) }] : [],
  );
  return build({ ...fields, messageId, date: new Date(now), headers });
};

const build = (mail: ConstructorParameters<typeof MailComposer>[0]): Promise<Buffer> =>
  new MailComposer(mail).compile().build();
