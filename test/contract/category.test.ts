import { expect, test } from 'vitest';
import { categories, categoryRules } from '../../functions/contract/category.ts';

/** The table that the contract with callers has. */
const contract = `
| conversation_summary | transactional | conversationSummaries | yes | no  |
| appointment          | transactional | nobody                | no  | no  |
| reminder             | transactional | appointmentReminders  | yes | no  |
| marketing            | bulk          | marketingEmails       | yes | yes |
| lead_alert           | transactional | nobody                | no  | no  |
| digest               | bulk          | digests               | yes | no  |
| system               | transactional | nobody                | no  | no  |
`;

test('lane, switch, one-click header and consent of each category are as agreed', () => {
  const rows = contract
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()));
  expect(
    categories.map((category) => {
      const { lane, refusedBy, oneClick, needsConsent } = categoryRules[category];
      return [
        '',
        category,
        lane,
        refusedBy ?? 'nobody',
        oneClick ? 'yes' : 'no',
        needsConsent ? 'yes' : 'no',
        '',
      ];
    }),
  ).toEqual(rows);
});
