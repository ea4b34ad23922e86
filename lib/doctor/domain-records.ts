import * as z from 'zod';

const recordSchema = z.object({
  record_type: z.string(),
  name: z.string().optional(),
  value: z.string().optional(),
  valid: z.string(),
});
export type DomainRecord = z.infer<typeof recordSchema>;

/** What Mailgun says of a domain: `GET /v4/domains/{name}`. */
export const domainSchema = z.object({
  domain: z.object({ name: z.string(), state: z.string(), is_disabled: z.boolean().optional() }),
  sending_dns_records: z
    .array(recordSchema)
    .nullish()
    .transform((records) => records ?? []),
});
export type DomainFacts = z.infer<typeof domainSchema>;

/** Those that Mailgun asks for by what they are for. */
export const recordsFor = (
  { sending_dns_records }: DomainFacts,
  kind: 'spf' | 'dkim' | 'tracking',
): DomainRecord[] =>
  sending_dns_records.filter((record) => {
    const isDkim = record.name?.includes('._domainkey.') === true;
    if (kind === 'dkim') return isDkim;
    return kind === 'spf'
      ? record.record_type === 'TXT' && !isDkim
      : record.record_type === 'CNAME' && !isDkim;
  });
