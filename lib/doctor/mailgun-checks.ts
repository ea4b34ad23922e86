import type { Check } from './check.ts';
import { about, fault, type Finding, notChecked, ok, type Verdict, warning } from './finding.ts';
import type { Reply } from './mailgun-reader.ts';
import { sendingDomains, type World } from './world.ts';

/** What the service does with its key, tried without harm. */
export interface Tries {
  domain: string;
  url: string;
  stage: string;
  /** By what was tried: the domain, its events, its lists. */
  reads: Readonly<Record<string, Reply>>;
  /** undefined: not tried. */
  send: Reply | undefined;
}

const isRefused = ({ status }: Reply): boolean => status === 401 || status === 403;
const told = ({ status, message }: Reply): string => `${status}${message === '' ? '' : ` "${message}"`}`;

const DEVELOPER = 'make a key with the role Developer at Mailgun → Account settings → API keys';

/** What became of the tries. */
export const judgeKey = ({ domain, url, stage, reads, send }: Tries): Verdict => {
  const put = `aws secretsmanager put-secret-value --secret-id outbound-email/${stage}/mailgun --secret-string '{"apiKey": "…"}'`;
  const named = Object.entries(reads);
  const all = [...named.map(([, reply]) => reply), ...(send === undefined ? [] : [send])];
  const unreached = all.find(({ status }) => status === 0);
  if (unreached !== undefined)
    return notChecked(`${url} can't be reached: ${unreached.message}`, 'look at status.mailgun.com');
  const unwell = all.find(({ status }) => status >= 500);
  if (unwell !== undefined)
    return notChecked(`Mailgun answers ${told(unwell)}`, 'look at status.mailgun.com');
  const refused = named.filter(([, reply]) => isRefused(reply));
  if (refused.length === named.length) {
    return send !== undefined && !isRefused(send)
      ? fault('the key may send and nothing else: it is a domain sending key', `${DEVELOPER}, then ${put}`)
      : fault(
          `Mailgun does not know the key (${told(all[0] ?? { status: 401, message: '', body: undefined })})`,
          `check the key and email.mailgun.region, then ${put}`,
        );
  }
  if (refused.length > 0) {
    return fault(
      `the key may not read ${refused.map(([what]) => what).join(', ')}`,
      `${DEVELOPER}, then ${put}`,
    );
  }
  const missing = all.find(({ status }) => status === 404);
  if (missing !== undefined) {
    return fault(
      `Mailgun has no domain ${domain} (${told(missing)})`,
      `add ${domain} at Mailgun, or mend email.mailgun.domain and region`,
    );
  }
  if (send === undefined)
    return ok(`it reads ${named.map(([what]) => what).join(', ')}; sending was not tried`);
  if (isRefused(send))
    return fault(
      `the key may read and not send (${told(send)}): it is an Analyst's or Support's, or the domain is disabled`,
      `${DEVELOPER}, then ${put}`,
    );
  if (send.status === 420 || send.status === 429)
    return warning(`Mailgun throttles: ${told(send)}`, 'wait; mail is sent later by itself');
  return send.status === 200
    ? ok(
        `it reads ${named.map(([what]) => what).join(', ')}, and sends (tried by a mail in test mode, which Mailgun bills and does not deliver)`,
      )
    : fault(`sending is refused: ${told(send)}`, 'see docs/operate.md, "A mail does not arrive"');
};

export const keyCheck: Check<World> = {
  name: 'Mailgun key',
  needs: ['stacks', 'app.yaml', 'secrets'],
  look: async (world) => {
    const findings: Finding[] = [];
    const mailgun = await world.mailgun();
    const { from_email, reply_to } = world.config().email.sending;
    for (const domain of sendingDomains(world.config())) {
      const name = encodeURIComponent(domain);
      const reads = {
        'the domain': await mailgun.get(`/v4/domains/${name}`),
        events: await mailgun.get(`/v3/${name}/events?limit=1`),
        bounces: await mailgun.get(`/v3/${name}/bounces?limit=1`),
        complaints: await mailgun.get(`/v3/${name}/complaints?limit=1`),
        unsubscribes: await mailgun.get(`/v3/${name}/unsubscribes?limit=1`),
      };
      const send = world.sendsTestMail
        ? await mailgun.sendTestMail(domain, { from: from_email, to: reply_to })
        : undefined;
      const verdict = judgeKey({ domain, url: mailgun.url, stage: world.stage, reads, send });
      findings.push(
        about(`Mailgun key at ${domain}`, verdict, verdict.is === 'fault' || verdict.is === 'not checked'),
      );
    }
    return findings;
  },
};
