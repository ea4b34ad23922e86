import type { Variables } from '../../functions/rendering/variables.ts';
import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { count, moment, neededWords, words } from '../shared/variable-kinds.ts';

const label = neededWords(300, 'What it is.', 'Reminders');
const value = neededWords(200, 'How much, in the week.', '98.6%');
const before = words(200, 'How much, in the week before.', '98.9%');
const detail = words(200, 'What there is to know of it.', 'of 8,340');
const rows = <const D extends string, const P extends Variables>(
  description: D,
  maxItems: number,
  properties: P,
) =>
  ({
    type: 'array',
    default: [],
    maxItems,
    items: { type: 'object', properties },
    description,
    example: [{ label: 'Reminders', value: '1,240' }],
  }) as const;

/** The week of the service, for operators: what needs attention first. */
export const statusReport = defineBuiltIn({
  name: 'status_report',
  category: 'system',
  description: 'The week of the service, for operators: what needs attention first, then the numbers.',
  layout: 'team',
  subject:
    "{{= it.attention.length ? plural(it.attention.length + it.moreAttention, 'one', t('subjectOne'), 'other', t('subject')) : t('subjectNone') }}",
  title: "{{= t('title', 'from', date(it.from, 'full'), 'to', date(it.to, 'full')) }}",
  preheader:
    "{{= it.attention.length ? truncate(it.attention[0].text, 90) : plural(it.sent, 'one', t('sentOne'), 'other', t('sent')) }}",
  variables: {
    from: moment('From when on it tells.', '2027-03-01T07:00:00Z'),
    to: moment('Until when.', '2027-03-08T07:00:00Z'),
    attention: {
      type: 'array',
      default: [],
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          text: neededWords(600, 'What needs attention.', 'Nobody took 3 leads.'),
          action: neededWords(400, 'What to do.', 'Give them to somebody.'),
        },
      },
      description: 'What needs attention, the worst first.',
      example: [{ text: 'Nobody took 3 leads.', action: 'Give them to somebody.' }],
    },
    moreAttention: { ...count('More that there is no room for.', 3), required: false, default: 0 },
    volume: rows('E-mails sent, by category.', 10, { label, value, before }),
    sent: count('All e-mails sent.', 1240),
    sentBefore: count('Those of the week before.', 1180),
    rates: rows('Shares of delivered, bounced and complained.', 5, { label, value, detail, before }),
    skipped: rows('E-mails not sent, by reason.', 20, { label, value }),
    figures: rows('Other numbers.', 10, { label, value, detail, before }),
    alerts: rows('Alerts of the week, the most frequent first.', 10, { label, value }),
    moreAlerts: { ...count('More of these that there is no room for.', 3), required: false, default: 0 },
  },
  texts: {
    en: {
      subject: 'Your week in e-mail: {n} things need attention',
      subjectOne: 'Your week in e-mail: one thing needs attention',
      subjectNone: 'Your week in e-mail: nothing needs attention',
      title: '{from} to {to}',
      headline: 'The week in e-mail',
      attention: 'Needs attention',
      nothing: 'Nothing needs attention.',
      sent: '{n} e-mails were sent.',
      sentOne: 'One e-mail was sent.',
      volume: 'Sent',
      week: 'This week',
      before: 'Week before',
      all: 'All',
      fared: 'How they fared',
      wasBefore: 'week before: {value}',
      skipped: 'Not sent',
      nothingSkipped: 'Nothing was kept back.',
      figures: 'And beside',
      alerts: 'Alerts',
      noAlerts: 'There were none.',
      more: 'And {n} more.',
      moreOne: 'And one more.',
    },
    de: {
      subject: 'Ihre Woche in E-Mails: {n} Dinge brauchen Sie',
      subjectOne: 'Ihre Woche in E-Mails: eines braucht Sie',
      subjectNone: 'Ihre Woche in E-Mails: nichts zu tun',
      title: '{from} bis {to}',
      headline: 'Die Woche in E-Mails',
      attention: 'Das braucht Sie',
      nothing: 'Nichts ist zu tun.',
      sent: '{n} E-Mails wurden verschickt.',
      sentOne: 'Eine E-Mail wurde verschickt.',
      volume: 'Verschickt',
      week: 'Diese Woche',
      before: 'Vorwoche',
      all: 'Alle',
      fared: 'Wie es ihnen erging',
      wasBefore: 'Vorwoche: {value}',
      skipped: 'Nicht verschickt',
      nothingSkipped: 'Nichts wurde zurückgehalten.',
      figures: 'Und sonst',
      alerts: 'Meldungen',
      noAlerts: 'Es gab keine.',
      more: 'Und {n} weitere.',
      moreOne: 'Und noch eines.',
    },
  },
  samples: {
    rich: {
      from: '2027-03-01T07:00:00Z',
      to: '2027-03-08T07:00:00Z',
      attention: [
        {
          text: '0.31% of the people who got mail marked it as spam; mailbox providers want less than 0.1%.',
          action: 'Look for the category in GET /v1/analytics/overview, and pause what draws complaints.',
        },
        {
          text: 'Nobody took 3 leads.',
          action: 'Give them to somebody, and look at who is on call in these hours.',
        },
      ],
      volume: [
        { label: 'Conversation summaries', value: '4,820', before: '4,655' },
        { label: 'Appointments', value: '1,120', before: '1,240' },
        { label: 'Reminders', value: '2,015', before: '2,180' },
        { label: 'Lead alerts', value: '312', before: '290' },
        { label: 'Digests', value: '85', before: '85' },
      ],
      sent: 8352,
      sentBefore: 8450,
      rates: [
        { label: 'Delivered', value: '98.6%', detail: 'of 8,340, between 98.3% and 98.8%', before: '98.9%' },
        { label: 'Bounced', value: '1.4%', detail: 'of 8,340, between 1.2% and 1.7%', before: '1.1%' },
        { label: 'Complaints', value: '0.31%', detail: 'of 8,223, between 0.21% and 0.46%', before: '0.02%' },
      ],
      skipped: [
        { label: 'Recipient does not want it', value: '112' },
        { label: 'Address has bounced before', value: '38' },
      ],
      figures: [
        { label: 'Suppressions added', value: '31', detail: '24 bounced, 6 complained, 1 by hand' },
        { label: 'Dead letters open', value: 'none' },
        { label: 'Leads nobody took', value: '3' },
        { label: 'Leads taken', value: '309', detail: 'half of them within 4 minutes' },
        { label: 'Text messages', value: '44 parts', detail: '2 refused' },
        { label: 'AWS, estimated', value: '$0.19', detail: 'without Mailgun and text messages' },
      ],
      alerts: [
        { label: 'The CRM does not answer', value: '214' },
        { label: 'Leads that nobody took', value: '3' },
      ],
      moreAlerts: 1,
    },
    minimal: { from: '2027-03-01T07:00:00Z', to: '2027-03-08T07:00:00Z', sent: 0, sentBefore: 0 },
    hostile: {
      from: '2027-03-21T07:00:00Z',
      to: '2027-03-28T06:00:00Z',
      sent: 1_000_000,
      sentBefore: 1,
      attention: [{ text: hostile.rightToLeft, action: hostile.longWord }],
      volume: [{ label: hostile.longWord, value: '1,000,000', before: '1' }],
      alerts: [
        { label: hostile.markup, value: '1' },
        { label: hostile.template, value: '2' },
      ],
    },
  },
});
