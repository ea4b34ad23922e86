import type { Config } from '../../functions/platform/config.ts';
import type { Check } from './check.ts';
import type { Dns } from './dns.ts';
import { type DomainFacts, domainSchema, recordsFor } from './domain-records.ts';
import { about, fault, type Finding, notChecked, ok, type Verdict, warning } from './finding.ts';
import { dmarcNames, judgeAlignment, judgeDmarc, judgeRecord, judgeSpf } from './sending-dns.ts';
import { sendingDomains, type World } from './world.ts';

const fromDomain = ({ email }: Config): string => {
  const { from_email } = email.sending;
  return from_email.slice(from_email.lastIndexOf('@') + 1);
};

/** What needs no word of Mailgun's. */
export const sendingDnsCheck: Check<World> = {
  name: 'SPF and DMARC',
  needs: ['app.yaml'],
  look: async ({ config, dns }) => {
    const findings: Finding[] = [];
    const domains = sendingDomains(config());
    const from = fromDomain(config());
    for (const domain of domains)
      findings.push(about(`SPF of ${domain}`, judgeSpf(domain, await dns.txt(domain))));
    for (const domain of new Set([from, ...domains])) {
      findings.push(about(`DMARC of ${domain}`, await lookAtDmarc(dns, domain)));
    }
    for (const domain of domains) findings.push(about(`From of ${domain}`, judgeAlignment(from, domain)));
    return findings;
  },
};

const lookAtDmarc = async (dns: Dns, domain: string): Promise<Verdict> => {
  const answers: Parameters<typeof judgeDmarc>[1][number][] = [];
  for (const name of dmarcNames(domain)) {
    const answer = await dns.txt(name);
    answers.push({ name, answer });
    if (answer.is !== 'none' && judgeDmarc(domain, answers).is !== 'warning') break;
    if (answer.is === 'silent') break;
  }
  return judgeDmarc(domain, answers);
};

/** Mailgun's word of a domain. */
export const judgeDomain = ({ domain }: DomainFacts): Verdict => {
  if (domain.is_disabled === true || domain.state === 'disabled') {
    return fault('Mailgun has disabled it', 'ask Mailgun’s support why');
  }
  return domain.state === 'active'
    ? ok('Mailgun has it, active')
    : fault(`Mailgun has it, ${domain.state}`, 'enter its DNS records, then Mailgun → Domains → Verify');
};

/** What Mailgun says and asks for of each domain, and what the DNS has of it. */
export const domainCheck: Check<World> = {
  name: 'DKIM and tracking',
  needs: ['app.yaml', 'Mailgun key'],
  look: async (world) => {
    const findings: Finding[] = [];
    const mailgun = await world.mailgun();
    for (const domain of sendingDomains(world.config())) {
      const reply = await mailgun.get(`/v4/domains/${encodeURIComponent(domain)}`);
      const facts = domainSchema.safeParse(reply.body);
      if (facts.success) findings.push(...(await lookAtDomain(world, domain, facts.data)));
      else
        findings.push(
          about(`domain ${domain}`, notChecked(`Mailgun answers ${reply.status} ${reply.message}`)),
        );
    }
    return findings;
  },
};

const lookAtDomain = async (
  { dns, config }: World,
  domain: string,
  facts: DomainFacts,
): Promise<Finding[]> => {
  const findings = [about(`domain ${domain}`, judgeDomain(facts))];
  for (const kind of ['dkim', 'tracking'] as const) {
    const what = `${kind === 'dkim' ? 'DKIM' : 'tracking'} of ${domain}`;
    const records = recordsFor(facts, kind);
    if (records.length === 0 && kind === 'dkim') {
      findings.push(about(what, fault('Mailgun names no key that signs', 'Mailgun → Domains → DNS records')));
    }
    for (const record of records) {
      const { name = '' } = record;
      const answer = await (record.record_type === 'TXT' ? dns.txt(name) : dns.cname(name));
      const verdict = judgeRecord(record, answer);
      findings.push(about(what, kind === 'tracking' ? asFarAsUsed(config(), verdict) : verdict));
    }
  }
  return findings;
};

/** Without tracking no link leads by Mailgun. */
export const asFarAsUsed = ({ email }: Config, verdict: Verdict): Verdict => {
  const { open_tracking, click_tracking } = email.tracking;
  return verdict.is === 'fault' && !open_tracking && !click_tracking
    ? warning(`${verdict.seen}; opens and clicks are not tracked`, verdict.todo)
    : verdict;
};
