import { type Mailbox, parseAddresses, withoutRepeats } from './addresses.ts';
import { fieldOf, fieldsOf, type Form, prefixedFields } from './form.ts';
import {
  type Fill,
  filler,
  parseRecipientVariables,
  type RecipientVariables,
  unfilled,
} from './recipient-variables.ts';
import { faultsOfMessage } from './refusals.ts';

/** What both send routes take: recipients and the fields with a prefix. */
export interface SendOptions {
  to: Mailbox[];
  cc: Mailbox[];
  bcc: Mailbox[];
  recipients: string[];
  headers: [name: string, value: string][];
  variables: Record<string, string>;
  tags: string[];
  tracking: { opens: boolean; clicks: boolean; htmlOnly: boolean };
  testMode: boolean;
  deliverAt?: number;
  /** Makes a message to many a batch: a message for each of them. */
  recipientVariables?: RecipientVariables;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; message: string };

export const refused = (message: string): { ok: false; message: string } => ({ ok: false, message });

const MAX_OPTION_BYTES = 16 * 1024;
const MAX_RECIPIENTS = 1000;
const MAX_TAGS = 10;
const MAX_DELAY_MS = 3 * 24 * 3600 * 1000;

/** Checks what stands beside the message, in Mailgun's order and words. `now` is epoch milliseconds. */
export const readSendOptions = (form: Form, now: number): Checked<SendOptions> => {
  const people = readRecipients(form);
  if (!people.ok) return people;
  if (optionBytes(form) > MAX_OPTION_BYTES) return refused(faultsOfMessage.optionsTooLarge);
  const headers = prefixedFields(form, 'h:');
  const oddHeader = headers.find(([name]) => !/^[\x21-\x39\x3b-\x7e]+$/.test(name));
  if (oddHeader !== undefined) return refused(faultsOfMessage.headerName(oddHeader[0]));
  const template = checkTemplate(form);
  if (!template.ok) return template;
  const batch = fieldOf(form, 'recipient-variables');
  const recipientVariables = batch === undefined ? undefined : parseRecipientVariables(batch);
  if (batch !== undefined && recipientVariables === undefined) {
    return refused(faultsOfMessage.recipientVariables);
  }
  const deliverAt = readDeliveryTime(fieldOf(form, 'o:deliverytime'), now);
  if (!deliverAt.ok) return deliverAt;
  return {
    ok: true,
    value: {
      ...people.value,
      headers,
      variables: Object.fromEntries(prefixedFields(form, 'v:')),
      tags: [...new Set(fieldsOf(form, 'o:tag'))].slice(0, MAX_TAGS),
      tracking: readTracking(form),
      testMode: isOn(fieldOf(form, 'o:testmode') ?? 'no'),
      ...(deliverAt.value !== undefined && { deliverAt: deliverAt.value }),
      ...(recipientVariables !== undefined && { recipientVariables }),
    },
  };
};

/** Stored templates are not emulated, so that no name of one is known. */
const checkTemplate = (form: Form): Checked<undefined> => {
  if ((fieldOf(form, 'template') ?? '') === '') return { ok: true, value: undefined };
  const beside = (fieldOf(form, 'html') ?? '') !== '';
  return refused(beside ? faultsOfMessage.templateBesideHtml : faultsOfMessage.unknownTemplate);
};

/** A message as one recipient of a batch gets it. */
export interface PersonalOptions {
  options: SendOptions;
  fill: Fill;
}

/**
 * A batch as its recipients get it, each a message of their own, with the copies repeated for each;
 * any other message as it is. https://documentation.mailgun.com/docs/mailgun/user-manual/sending-messages/batch-sending
 */
export const personalOptions = (options: SendOptions): PersonalOptions[] => {
  const { recipientVariables, to, cc, bcc } = options;
  if (recipientVariables === undefined) return [{ options, fill: unfilled }];
  return withoutRepeats(to.map(({ address }) => address)).flatMap((address) => {
    const mailbox = to.find((other) => other.address === address);
    if (mailbox === undefined) return [];
    const fill = filler(mailbox, recipientVariables);
    const personal: SendOptions = {
      ...options,
      to: [mailbox],
      recipients: withoutRepeats([mailbox, ...cc, ...bcc].map((other) => other.address)),
      headers: options.headers.map(([name, value]) => [name, fill(value)]),
      variables: Object.fromEntries(
        Object.entries(options.variables).map(([name, value]) => [name, fill(value)]),
      ),
      tags: options.tags.map(fill),
    };
    return [{ options: personal, fill }];
  });
};

const readRecipients = (form: Form): Checked<Pick<SendOptions, 'to' | 'cc' | 'bcc' | 'recipients'>> => {
  const people: Record<'to' | 'cc' | 'bcc', Mailbox[]> = { to: [], cc: [], bcc: [] };
  for (const parameter of ['to', 'cc', 'bcc'] as const) {
    const list = fieldsOf(form, parameter).join(',');
    if (parameter === 'to' && list.trim() === '') return refused(faultsOfMessage.missing('to'));
    const mailboxes = parseAddresses(list);
    if (mailboxes === undefined || (parameter === 'to' && mailboxes.length === 0)) {
      return refused(faultsOfMessage.badAddress(parameter));
    }
    people[parameter] = mailboxes;
  }
  const { to, cc, bcc } = people;
  const recipients = withoutRepeats([...to, ...cc, ...bcc].map(({ address }) => address));
  if (recipients.length > MAX_RECIPIENTS) return refused(faultsOfMessage.tooManyRecipients);
  return { ok: true, value: { to, cc, bcc, recipients } };
};

const optionBytes = (form: Form): number =>
  form.fields
    .filter(([name]) => /^[ohvt]:/.test(name))
    .reduce((bytes, [name, value]) => bytes + Buffer.byteLength(name) + Buffer.byteLength(value), 0);

const readDeliveryTime = (value: string | undefined, now: number): Checked<number | undefined> => {
  if (value === undefined) return { ok: true, value: undefined };
  // Mailgun takes RFC 2822 dates only; an ISO date is refused.
  const at = /^[a-z]{3}, /i.test(value) || /^\d{1,2} [a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return refused(faultsOfMessage.deliveryTime);
  if (at > now + MAX_DELAY_MS) return refused(faultsOfMessage.deliveryTooLate);
  return { ok: true, value: at > now ? at : undefined };
};

const readTracking = (form: Form): SendOptions['tracking'] => {
  const tracked = isOn(fieldOf(form, 'o:tracking') ?? 'yes');
  const clicks = fieldOf(form, 'o:tracking-clicks') ?? fieldOf(form, 'o:tracking') ?? 'yes';
  return {
    opens: tracked && isOn(fieldOf(form, 'o:tracking-opens') ?? 'yes'),
    clicks: tracked && isOn(clicks),
    htmlOnly: clicks.toLowerCase() === 'htmlonly',
  };
};

const isOn = (value: string): boolean => !['no', 'false'].includes(value.toLowerCase());
