import type { Zone } from './dns-server.ts';

/** The records that Mailgun's fake asks for, and a policy above. */
export const sendingZone = (domain: string): Zone => ({
  txt: {
    [domain]: ['v=spf1 include:mailgun.org ~all'],
    [`_dmarc.${domain.slice(domain.indexOf('.') + 1)}`]: ['v=DMARC1; p=none'],
  },
  cname: {
    [`pdk1._domainkey.${domain}`]: 'pdk1._domainkey.dkim.mailgun.org',
    [`pdk2._domainkey.${domain}`]: 'pdk2._domainkey.dkim.mailgun.org',
    [`email.${domain}`]: 'mailgun.org',
  },
});
