import type { SuppressionReason } from '../recipient.ts';

/** What a line of an export asks for. */
export type Meaning =
  | { as: 'suppression'; reason: SuppressionReason }
  /** `tags`: the line names the categories itself, as Mailgun's unsubscribes do. */
  | { as: 'opt_out'; of: 'marketing' | 'everything' | 'tags' }
  /** The line stops nothing, says the provider. */
  | { as: 'nothing'; why: string };

/** One export of a provider. Columns are named by letters and digits alone, in lower case. */
export interface ProviderExport {
  /** As the answer of an import calls it. */
  name: string;
  /** Columns that all of these files have, and those that some have. No others may be there … */
  columns: readonly string[];
  optional?: readonly string[];
  /** … unless each customer has columns of their own. */
  hasOwnColumns?: true;
  address: string;
  /** Since when the address is listed. */
  date?: string;
  /** Columns that say why, in the provider's words. */
  detail?: readonly string[];
  means:
    | Meaning
    /** By what a column holds, spelt like the columns. */
    | { by: string; values: Readonly<Record<string, Meaning>> }
    /** No list of suppressions, whatever the caller says. */
    | { as: 'refused'; why: string }
    /** A list of contacts, of whom only the caller knows that they are to be stopped. */
    | { as: 'named_by_caller'; why: string };
  /** Lines that stop nothing, by the enhanced status code (RFC 3463) in one of these columns. */
  unless?: { status: string; text: string; codes: RegExp; why: string };
}

const bounce: Meaning = { as: 'suppression', reason: 'bounce' };
const complaint: Meaning = { as: 'suppression', reason: 'complaint' };
const manual: Meaning = { as: 'suppression', reason: 'manual' };
const marketing: Meaning = { as: 'opt_out', of: 'marketing' };
const everything: Meaning = { as: 'opt_out', of: 'everything' };

const allowList = {
  as: 'refused',
  why: 'It is a list of addresses that mail is allowed to; nobody on it is to be suppressed.',
} as const;

/** The columns are those of the files that Mailgun imports (its API reference: bounces, complaints, unsubscribes, allowlist). */
const mailgun: readonly ProviderExport[] = [
  {
    name: 'Mailgun bounces',
    columns: ['address', 'code', 'error'],
    optional: ['createdat', 'messagehash'],
    address: 'address',
    date: 'createdat',
    detail: ['code', 'error'],
    means: bounce,
  },
  {
    name: 'Mailgun complaints',
    columns: ['address', 'createdat'],
    optional: ['count'],
    address: 'address',
    date: 'createdat',
    means: complaint,
  },
  {
    name: 'Mailgun unsubscribes',
    columns: ['address', 'tags'],
    optional: ['createdat'],
    address: 'address',
    date: 'createdat',
    means: { as: 'opt_out', of: 'tags' },
  },
  {
    name: 'Mailgun allowlist',
    columns: ['address', 'domain'],
    optional: ['type', 'value', 'reason', 'createdat'],
    address: 'address',
    means: allowList,
  },
  // As its API answers the same list.
  {
    name: 'Mailgun allowlist',
    columns: ['type', 'value'],
    optional: ['reason', 'createdat'],
    address: 'value',
    means: allowList,
  },
];

/**
 * SparkPost's guide to importing them names the columns of SendGrid's files (github.com/SparkPost/sparkpost-cli,
 * sendgrid-suppresions.md). Bounces have the very columns of blocks, which SendGrid itself goes on mailing to; global
 * unsubscribes those of groups.
 */
const sendgrid: readonly ProviderExport[] = [
  {
    name: 'SendGrid bounces or blocks',
    columns: ['status', 'reason', 'email', 'created'],
    address: 'email',
    date: 'created',
    detail: ['status', 'reason'],
    means: bounce,
    unless: {
      status: 'status',
      text: 'reason',
      codes: /^(?:4\.|5\.7\.|5\.2\.2$)/,
      why: 'was refused for what passes or for what the mail said, not for its address; SendGrid does not suppress it',
    },
  },
  {
    name: 'SendGrid invalid emails',
    columns: ['reason', 'email', 'created'],
    address: 'email',
    date: 'created',
    detail: ['reason'],
    means: bounce,
  },
  {
    name: 'SendGrid spam reports',
    columns: ['ip', 'email', 'created'],
    address: 'email',
    date: 'created',
    means: complaint,
  },
  {
    name: 'SendGrid unsubscribes, global or of a group',
    columns: ['email', 'created'],
    optional: ['groupid', 'groupname', 'group'],
    address: 'email',
    date: 'created',
    means: marketing,
  },
];

/** Columns and reasons as in its API (postmarkapp.com/developer/api/suppressions-api); its file could not be checked. */
const postmark: readonly ProviderExport[] = [
  {
    name: 'Postmark suppressions',
    columns: ['emailaddress', 'suppressionreason'],
    optional: ['origin', 'createdat', 'messagestream', 'stream', 'server'],
    address: 'emailaddress',
    date: 'createdat',
    means: {
      by: 'suppressionreason',
      values: { hardbounce: bounce, spamcomplaint: complaint, manualsuppression: manual },
    },
  },
];

/**
 * `aws sesv2 list-suppressed-destinations` (docs.aws.amazon.com/ses/latest/APIReference-V2), as CSV, JSON or text, and
 * the file of `create-import-job`, which has no first line of names (docs.aws.amazon.com/ses/latest/dg, account-level
 * suppression list): ses-list.ts gives those without columns the ones of this.
 */
const ses: readonly ProviderExport[] = [
  {
    name: 'Amazon SES suppression list',
    columns: ['emailaddress', 'reason'],
    optional: ['lastupdatetime', 'suppresseddestinationsummaries'],
    address: 'emailaddress',
    date: 'lastupdatetime',
    means: { by: 'reason', values: { bounce, complaint } },
  },
];

/**
 * Files of an audience's export (mailchimp.com/help/view-export-contacts tells of the three of them). The audience's own
 * fields stand among the columns; the names in capitals are Mailchimp's, as files that people have published show them.
 */
const mailchimp: readonly ProviderExport[] = [
  {
    name: 'Mailchimp unsubscribed contacts',
    columns: ['emailaddress', 'unsubtime'],
    hasOwnColumns: true,
    address: 'emailaddress',
    date: 'unsubtime',
    detail: ['unsubreason', 'unsubreasonother'],
    means: marketing,
  },
  {
    name: 'Mailchimp cleaned contacts',
    columns: ['emailaddress', 'cleantime'],
    hasOwnColumns: true,
    address: 'emailaddress',
    date: 'cleantime',
    means: bounce,
  },
  {
    name: 'Mailchimp subscribed contacts',
    columns: ['emailaddress', 'memberrating', 'optintime'],
    hasOwnColumns: true,
    address: 'emailaddress',
    means: {
      as: 'named_by_caller',
      why: 'Mailchimp exports subscribed contacts in this form; those to stop are in its files of unsubscribed and of cleaned contacts.',
    },
  },
];

/** exports/rejects and exports/whitelist of its API; a file of the first: github.com/SparkPost/java-sparkpost, pull request 40. */
const mandrill: readonly ProviderExport[] = [
  {
    name: 'Mandrill rejection denylist',
    columns: ['email', 'reason', 'detail', 'createdat'],
    optional: ['expiresat', 'lasteventat', 'expired', 'subaccount', 'sender'],
    address: 'email',
    date: 'createdat',
    detail: ['detail'],
    means: {
      by: 'reason',
      values: {
        hardbounce: bounce,
        softbounce: { as: 'nothing', why: 'A soft bounce passes; Mandrill lists it for a while only.' },
        spam: complaint,
        unsub: marketing,
        custom: manual,
      },
    },
  },
  {
    name: 'Mandrill rejection allowlist',
    columns: ['email', 'detail', 'createdat'],
    address: 'email',
    means: allowList,
  },
];

const mayGetMail: Meaning = { as: 'nothing', why: 'It is not on the blocklist, says its line.' };
const blocklisted = {
  yes: marketing,
  true: marketing,
  1: marketing,
  no: mayGetMail,
  false: mayGetMail,
  0: mayGetMail,
  '': mayGetMail,
};

/**
 * Blocked transactional contacts have the fields and codes of `GET /smtp/blockedContacts` (developers.brevo.com). What
 * Brevo calls the column of the blocklist in its export of contacts could not be checked, so it may have any of its names.
 */
const brevo: readonly ProviderExport[] = [
  {
    name: 'Brevo blocked transactional contacts',
    columns: ['email', 'reason', 'blockedat'],
    optional: ['senderemail', 'sender', 'reasoncode', 'reasonmessage'],
    address: 'email',
    date: 'blockedat',
    means: {
      by: 'reason',
      values: {
        hardbounce: bounce,
        hardbounced: bounce,
        contactflaggedasspam: complaint,
        adminblocked: manual,
        unsubscribedviaemail: everything,
        unsubscribedviaapi: everything,
        unsubscribedviama: everything,
      },
    },
  },
  ...['emailblacklisted', 'emailblocklisted', 'blacklisted', 'blocklisted', 'blacklist', 'blocklist'].map(
    (column): ProviderExport => ({
      name: 'Brevo contacts with their blocklist',
      columns: ['email', column],
      hasOwnColumns: true,
      address: 'email',
      means: { by: column, values: blocklisted },
    }),
  ),
  {
    name: 'Brevo contacts',
    columns: ['contactid', 'email'],
    hasOwnColumns: true,
    address: 'email',
    means: {
      as: 'named_by_caller',
      why: 'Brevo exports subscribed contacts in this form, too; export those that are blocklisted alone.',
    },
  },
];

/** The exports that an import recognises by their whole first line. */
export const providerExports: readonly ProviderExport[] = [
  ...mailgun,
  ...sendgrid,
  ...postmark,
  ...ses,
  ...mailchimp,
  ...brevo,
  ...mandrill,
];
