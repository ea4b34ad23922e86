import type { Lane } from '../../contract/category.ts';

/**
 * What a million mails cost at AWS with two events each, all in, in USD, at 300 mails a minute: docs/scale.md has it from
 * counted units at the prices of us-east-1, November 2026. What Mailgun and text messages cost is not in it.
 */
export const usdPerMillion: Readonly<Record<Lane, number>> = { bulk: 23, transactional: 28 };

/** What so many mails cost at AWS, in USD. */
export const awsCost = (sent: Readonly<Record<Lane, number>>): number =>
  (sent.bulk * usdPerMillion.bulk + sent.transactional * usdPerMillion.transactional) / 1e6;
