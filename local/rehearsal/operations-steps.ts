import { OPERATOR } from './cdk.ts';
import { makeExpect, mailsBy } from './expectations.ts';
import { check, eventually } from './faults.ts';
import type { Report } from './report.ts';
import type { Stage } from './stage.ts';

/** Alerts wait for some seconds here; the emulator looks at its schedules every ten. */
const SOON_MS = 60_000;
/** The sweeper comes each minute. */
const REPORT_MS = 150_000;
const NAMED = 'emmy@example.com';

/** What operators hear by mail. */
export const operationsSteps = async (stage: Stage, { step }: Report): Promise<void> => {
  const expect = makeExpect(stage);
  const { account, named, office } = stage;
  const before = office.mailsTo(OPERATOR).length;
  const alert = (id: string, state: string) =>
    account.putOnBus(named('bus'), 'system.alert', {
      id,
      key: 'crm',
      severity: 'critical',
      title: `The CRM does not answer ${NAMED}`,
      state,
    });

  // As if its hour had come: the sweeper looks each minute.
  const due = { pk: 'WEEKLY_REPORT', sk: 'CLOCK', rule: 'mon|8|UTC', nextAt: Date.now() - 1000 };
  await account.putItem(named('activity'), due);

  await step('alerts, and their end', async () => {
    await Promise.all(['a1', 'a2', 'a3'].map((id) => alert(id, 'firing')));
    const told = await mailsBy(stage, OPERATOR, { count: before + 1, within: SOON_MS, isEnough: true });
    check(
      told.some(({ text }) => text.includes('Came 3 times')),
      'they are not one mail',
    );
    await alert('a4', 'resolved');
    await mailsBy(stage, OPERATOR, { count: before + 2, within: SOON_MS, isEnough: true });
    const known = await expect(200, 'GET', `/v1/recipients/${NAMED}/export`);
    check(known.includes('The CRM does not answer'), `whom it names knows ${known.slice(0, 300)}`);
    await expect(200, 'DELETE', `/v1/recipients/${NAMED}`);
    return 'three are one mail by a timer, one says when they are over, and whom they named is erased';
  });

  await step('the report of the week', async () => {
    const [report] = await eventually(
      () =>
        Promise.resolve(office.mailsTo(OPERATOR).filter(({ subject }) => subject.startsWith('Your week'))),
      { is: ({ length }) => length > 0, within: REPORT_MS, otherwise: () => 'no report arrived' },
    );
    const said = report?.text ?? '';
    check(
      said.includes('How they fared') && said.includes('Dead letters open'),
      `it says ${said.slice(0, 300)}`,
    );
    return `“${report?.subject ?? ''}”, by the sweeper`;
  });
};
