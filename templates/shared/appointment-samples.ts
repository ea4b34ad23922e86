import { hostile } from '../hostile.ts';

/** What is known of the appointments that the mails are shown with. */
export const appointmentSamples = {
  rich: {
    title: 'Demo of the Business plan for your support team',
    start: '2027-03-05T09:00:00Z',
    endsAt: '2027-03-05T09:45:00Z',
    timezone: 'Europe/Berlin',
    kind: 'video',
    audience: 'customer',
    joinUrl: 'https://meet.example.com/abc-defg-hij',
    dialIn: '+49 30 1234567\nConference 889 124, PIN 4711',
    agenda:
      'What your support team of 40 people needs today\nThe Business plan, with the roles that you asked for\nHow 120 people are brought on board by October\n\nYour questions, for a quarter of an hour at least',
    preparation:
      'Have last month’s bill of your present tool at hand.\nInvite whoever decides on the budget.',
    materials: [
      { title: 'Price list for teams of 5 to 150 people', url: 'https://example.com/prices.pdf' },
      {
        title: 'The contract as a draft, with a notice of one month',
        url: 'https://example.com/contract.pdf',
      },
    ],
    rep: { name: 'Grace Hopper', phone: '+49 30 123456' },
  },
  minimal: {
    title: 'First call',
    start: '2027-03-05T09:00:00Z',
    endsAt: '2027-03-05T09:15:00Z',
    timezone: 'UTC',
    kind: 'phone',
    audience: 'customer',
  },
  /** Of a customer who means harm; a rep reads it. */
  hostile: {
    title: hostile.markup,
    start: '2027-03-04T23:30:00-11:00',
    endsAt: '2027-03-28T01:30:00Z',
    timezone: 'Pacific/Kiritimati',
    kind: 'on_site',
    audience: 'rep',
    joinUrl: 'https://example.com/%22%3E?a=1&b=<2>',
    dialIn: hostile.lineBreaks,
    location: `${hostile.markup}\r\n${hostile.longWord}\n${hostile.emoji}`,
    agenda: Object.values(hostile).join('\n\n'),
    preparation: hostile.template,
    materials: [
      { title: hostile.markup, url: 'https://example.com/%22%3E' },
      { title: hostile.longWord, url: 'https://example.com/?a=1&b=<2>' },
    ],
    rep: { name: hostile.emoji, phone: hostile.lineBreaks.slice(0, 50) },
    customer: {
      name: hostile.markup,
      email: 'evil"<script>@example.com',
      phone: hostile.template.slice(0, 50),
      company: hostile.longWord,
    },
  },
} as const;

/** Links that put the appointment of the rich sample into a calendar. */
export const calendarLinksSample = {
  google:
    'https://calendar.google.com/calendar/render?action=TEMPLATE&text=Demo+of+the+Business+plan&dates=20270305T090000Z/20270305T094500Z',
  outlook:
    'https://outlook.live.com/calendar/deeplink/compose?path=/calendar/action/compose&rru=addevent&startdt=2027-03-05T09:00:00Z&enddt=2027-03-05T09:45:00Z&subject=Demo+of+the+Business+plan',
  office365:
    'https://outlook.office.com/calendar/deeplink/compose?path=/calendar/action/compose&rru=addevent&startdt=2027-03-05T09:00:00Z&enddt=2027-03-05T09:45:00Z&subject=Demo+of+the+Business+plan',
  yahoo:
    'https://calendar.yahoo.com/?v=60&title=Demo+of+the+Business+plan&st=20270305T090000Z&et=20270305T094500Z',
  ics: 'https://example.com/a/abc/invite.ics',
} as const;
