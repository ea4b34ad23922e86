import { expect, test } from 'vitest';
import { z } from 'zod';
import { buildTestStacks } from '../lib/stacks.ts';

const ruleSchema = z.object({
  EventPattern: z.object({
    source: z.array(z.unknown()),
    'detail-type': z.array(z.string()),
    detail: z.unknown().optional(),
  }),
});
const rules = buildTestStacks()
  .all('AWS::Events::Rule')
  .filter(({ id }) => id.includes('-sequences/'))
  .flatMap(({ Properties }) => {
    const rule = ruleSchema.safeParse(Properties);
    return rule.success ? [rule.data.EventPattern] : [];
  });

test('Whatever may end an enrolment is heard, also where no file names it any more', () => {
  const own = rules.find(({ source, detail }) => source[0] === 'outbound-email' && detail === undefined);
  expect(own?.['detail-type'].toSorted()).toEqual([
    'appointment.cancel_requested',
    'appointment.feedback_received',
    'appointment.reschedule_requested',
    'appointment.updated',
    'conversation.recorded',
    'email.bounced',
    'email.complained',
    'email.replied',
    'email.unsubscribed',
    'preferences.changed',
    'sequence.ended',
    'sequence.enrolled',
  ]);
});

test('What becomes of mails is heard of those of enrolments alone', () => {
  const ofMails = rules.find(({ detail }) => detail !== undefined);
  expect(ofMails?.['detail-type']).toEqual(
    expect.arrayContaining(['email.delivered', 'email.opened', 'email.clicked']),
  );
  expect(ofMails?.detail).toEqual({ metadata: { enrollmentId: [{ exists: true }] } });
});
