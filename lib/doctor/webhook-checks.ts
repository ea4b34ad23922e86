import * as z from 'zod';
import { METRICS_NAMESPACE, type MetricName } from '../../functions/platform/metric-names.ts';
import type { Check } from './check.ts';
import { about, fault, type Finding, notChecked, ok, type Verdict, warning } from './finding.ts';
import { readOutput } from './stack-checks.ts';
import { resourceName } from '../resource-name.ts';
import { sendingDomains, type World } from './world.ts';

/** Mailgun's types of webhooks; `accepted` may be left out (docs/deploy.md). */
const needed = [
  'delivered',
  'opened',
  'clicked',
  'unsubscribed',
  'complained',
  'temporary_fail',
  'permanent_fail',
];
const optional = 'accepted';
/** Of a type, as Mailgun's document says of `POST /v3/domains/{domain}/webhooks`. */
const MAX_URLS = 3;

/** `GET /v3/domains/{domain}/webhooks`: addresses by type; types without any are null or left out. */
export const webhooksSchema = z.object({
  webhooks: z.record(z.string(), z.object({ urls: z.array(z.string()).nullish() }).nullish()),
});
type Registered = z.infer<typeof webhooksSchema>['webhooks'];

/** Whether Mailgun tells the stage of everything. */
export const judgeWebhooks = (
  where: { domain: string; url: string; mailgunUrl: string },
  registered: Registered,
): Verdict => {
  const { domain, url, mailgunUrl } = where;
  const urlsOf = (type: string): readonly string[] => registered[type]?.urls ?? [];
  const lacking = needed.filter((type) => !urlsOf(type).includes(url));
  if (lacking.length === 0) {
    const rest = urlsOf(optional).includes(url) ? '' : ', but for accepted, which may be left out';
    return ok(`all types lead to ${url}${rest}`);
  }
  const elsewhere = lacking.flatMap(urlsOf);
  const full = lacking.find((type) => urlsOf(type).length >= MAX_URLS);
  const seen = `${lacking.join(', ')} ${lacking.length === 1 ? 'does' : 'do'} not lead to ${url}`;
  return fault(
    elsewhere.length === 0 ? seen : `${seen}, but to ${[...new Set(elsewhere)].join(', ')}`,
    (full === undefined ? '' : `${full} leads to ${MAX_URLS} others: take one out at Mailgun; then `) +
      `curl -s --user "api:$MAILGUN_KEY" ${mailgunUrl}/v4/domains/${domain}/webhooks -d url=${url} ${lacking.map((type) => `-d event_types=${type}`).join(' ')}`,
  );
};

export const webhooksCheck: Check<World> = {
  name: 'webhooks at Mailgun',
  needs: ['stacks', 'app.yaml', 'Mailgun key'],
  look: async (world) => {
    const url = await readOutput(world, 'tracking', 'WebhookUrl');
    if (url === undefined)
      return [about('webhooks at Mailgun', fault('the stage has no WebhookUrl', 'npm run deploy'))];
    const mailgun = await world.mailgun();
    const findings: Finding[] = [];
    for (const domain of sendingDomains(world.config())) {
      const reply = await mailgun.get(`/v3/domains/${encodeURIComponent(domain)}/webhooks`);
      const read = webhooksSchema.safeParse(reply.body);
      const verdict = read.success
        ? judgeWebhooks({ domain, url, mailgunUrl: mailgun.url }, read.data.webhooks)
        : notChecked(`Mailgun answers ${reply.status} ${reply.message}`);
      findings.push(about(`webhooks of ${domain}`, verdict));
    }
    return findings;
  },
};

/** What the stage counted in the last day. */
export interface Arrivals {
  sent: number;
  calls: number;
  refused: number;
}

/** Whether what Mailgun posts arrives, and is taken. */
export const judgeArrivals = ({ sent, calls, refused }: Arrivals): Verdict => {
  const taken = Math.max(0, calls - refused);
  if (sent === 0 && taken === 0)
    return notChecked('no sent mail was counted in the last 24 h, so that none is expected');
  if (taken > 0 && refused <= taken)
    return ok(`${taken} came in the last 24 h, while ${sent} mails were sent`);
  const seen = `${taken} came in the last 24 h while ${sent} mails were sent`;
  if (refused > 0) {
    return fault(
      `${refused} webhooks were refused and ${seen}`,
      'put the HTTP webhook signing key of Mailgun → Account settings → API security into the secret mailgun-webhook',
    );
  }
  return sent < FEW
    ? warning(`none came in the last 24 h while ${sent} mails were sent`, 'look again in some minutes')
    : fault(
        `none came in the last 24 h while ${sent} mails were sent`,
        'register WebhookUrl at Mailgun: docs/deploy.md, step 5',
      );
};

/** The first mails' webhooks may still be on their way. */
const FEW = 5;
const DAY_MS = 24 * 60 * 60 * 1000;

export const arrivalsCheck: Check<World> = {
  name: 'webhooks arriving',
  needs: ['stacks'],
  look: async (world) => {
    const since = new Date(world.now() - DAY_MS);
    const emitted = (name: MetricName) =>
      world.aws.sumSince(since, { namespace: METRICS_NAMESPACE, name, dimensions: { stage: world.stage } });
    const [sent, refused, calls] = await Promise.all([
      emitted('Send_sent'),
      emitted('RefusedWebhooks'),
      world.aws.sumSince(since, {
        namespace: 'AWS/Lambda',
        name: 'Invocations',
        dimensions: { FunctionName: resourceName(world, 'webhook') },
      }),
    ]);
    return [about('webhooks arriving', judgeArrivals({ sent, calls, refused }))];
  },
};
