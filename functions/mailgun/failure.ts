/** What it means that a mail failed for good, after Mailgun had taken it. */
export type Failure =
  'hard_bounce' | 'soft_bounce' | 'suppressed_bounce' | 'suppressed_complaint' | 'suppressed_unsubscribe';

/** What Mailgun tells of a failure. */
export interface FailureFacts {
  reason: string | undefined;
  /** Of SMTP, or of Mailgun's own from 600 on. */
  code: number | undefined;
  enhancedCode: string | undefined;
  bounceType: string | undefined;
  /** What the recipient's server answered. */
  text: string;
  isDelayedBounce: boolean;
}

interface Row {
  failure: Failure;
  is: (facts: FailureFacts) => boolean;
}

/** 5.1.x: the address is wrong (RFC 3463 §3.2). Servers that name the code in their words only are many. */
const saysWrongAddress = ({ enhancedCode = '', text }: FailureFacts): boolean =>
  enhancedCode === '' ? /(^|[^\d.])5\.1\.\d{1,3}(?![\d.])/.test(text) : enhancedCode.startsWith('5.1.');

/**
 * The first row that fits. Only what says that the address takes no mail, now and later, is hard: whoever is taken for
 * gone gets nothing any more, so what is unknown is soft.
 */
const rows: readonly Row[] = [
  // Mailgun, "Events", reason; and its own codes 605 to 607: it did not try, for it lists the address.
  { failure: 'suppressed_bounce', is: ({ reason, code }) => reason === 'suppress-bounce' || code === 605 },
  {
    failure: 'suppressed_unsubscribe',
    is: ({ reason, code }) => reason === 'suppress-unsubscribe' || code === 606,
  },
  {
    failure: 'suppressed_complaint',
    is: ({ reason, code }) => reason === 'suppress-complaint' || code === 607,
  },
  // Mailgun, "Events", flags.is-delayed-bounce: the server took the mail, and sent it back later.
  { failure: 'hard_bounce', is: ({ isDelayedBounce }) => isDelayedBounce },
  // Mailgun, "Events", delivery-status.bounce-type: its own verdict, where it gives one.
  { failure: 'soft_bounce', is: ({ bounceType }) => bounceType === 'soft' },
  { failure: 'hard_bounce', is: ({ bounceType }) => bounceType === 'hard' },
  // Mailgun, "Suppressions": it puts on its list of bounces whom it gives this reason.
  { failure: 'hard_bounce', is: ({ reason }) => reason === 'bounce' },
  { failure: 'hard_bounce', is: saysWrongAddress },
];

/** What a failure means for the recipient. */
export const failureOf = (facts: FailureFacts): Failure =>
  rows.find(({ is }) => is(facts))?.failure ?? 'soft_bounce';
