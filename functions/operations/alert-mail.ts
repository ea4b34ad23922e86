import type { DataOf } from '../../templates/define.ts';
import type { systemAlert } from '../../templates/system_alert/template.ts';
import { ownAlertWords } from '../bus/own-alerts.ts';
import type { FeatureRequest } from '../outbox/outbox.ts';
import { SECOND, toIso } from '../platform/clock.ts';
import { shortened } from '../platform/one-line.ts';
import { asProse, withoutLinks } from '../platform/strangers-words.ts';
import { lengthIn, type Wording, wordingFor } from '../platform/wording.ts';
import type { AlertMail } from './alert-group.ts';
import type { AlertRecord } from './alert-store.ts';
import type { AlertDeps } from './deps.ts';

type Data = DataOf<(typeof systemAlert)['variables']>;

const LONGEST_EXAMPLE = 120;

const stateOf = (mail: AlertMail): Data['state'] => {
  if (mail.type === 'resolved') return 'resolved';
  return mail.isRepeated ? 'again' : 'firing';
};

/** What a mail about alerts says. */
export const alertData = (record: AlertRecord, mail: AlertMail, wording: Wording): Data => {
  const own = record.ownKey === undefined ? undefined : ownAlertWords(record.ownKey, wording.language);
  const text = own ? `${own.meaning}\n\n${own.action}` : record.body && asProse(record.body);
  const isSaid = (text: string): boolean => own === undefined && text === record.title;
  const examples = record.examples.map(({ text: one }) => one).filter((one) => !isSaid(one));
  return {
    state: stateOf(mail),
    severity: mail.severity,
    title: own?.title ?? withoutLinks(record.title),
    ...(text !== undefined && mail.type === 'firing' && { body: text }),
    count: mail.count,
    since: toIso(mail.firstAt),
    ...(mail.type === 'resolved' && {
      until: toIso(mail.endedAt),
      length: lengthIn(wording, Math.max(1, (mail.endedAt - mail.firstAt) / SECOND)),
    }),
    examples: examples.map((one) => shortened(withoutLinks(one), LONGEST_EXAMPLE)),
    ...(record.actionUrl !== undefined && { actionUrl: record.actionUrl }),
  };
};

/** A mail about alerts to operators. */
export const alertRequest = (
  { rules, config }: Pick<AlertDeps, 'rules' | 'config'>,
  record: AlertRecord,
  mail: AlertMail,
): FeatureRequest['request'] => ({
  to: { email: rules.noticeEmail },
  template: 'system_alert',
  data: alertData(record, mail, wordingFor(config.localization, 0)),
});
