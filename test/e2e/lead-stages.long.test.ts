import { expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { aTold, leadCalls } from '../leads/calls.ts';

let cloud: TestCloud;
const { now, salesTeam, put, get, mailsAbout, textsTo } = leadCalls(() => cloud);

test('A stage for tries mails and texts only who is listed, and what it keeps back makes nobody else be told sooner', async () => {
  cloud = await startTestCloud({
    appYaml: `
email: { sending: { mode: allowlist, allowlist: [dee@try.example] } }
sms: { test_numbers: ["+49305234502"] }
`,
  });
  try {
    await salesTeam('try', '+493052345');
    const since = await now();
    await put('try-1', aTold({ ownerRepId: 'try-grace' }));
    await cloud.advance('PT1H');
    expect(await mailsAbout('try-1', since)).toEqual([
      [0, 'hot_lead_alert', 'grace', 'sandbox'],
      [5, 'lead_escalation', 'grace', 'sandbox'],
      [10, 'lead_escalation', 'dee'],
      [20, 'lead_escalation', 'max', 'sandbox'],
      [30, 'lead_escalation', 'team', 'sandbox'],
      [40, 'lead_escalation', 'sales', 'sandbox'],
    ]);
    const texts = await Promise.all([1, 2, 3].map((i) => textsTo(`+4930523450${i}`)));
    expect(texts.map((some) => some.length)).toEqual([0, 1, 0]);
    expect((await get('try-1')).history.map(({ type }) => type)).not.toContain('undelivered');
  } finally {
    await cloud.stop();
  }
});
