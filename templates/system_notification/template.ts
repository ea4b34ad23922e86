import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';

/** A notice from the system: a title, some lines of text and at most one button. */
export const systemNotification = defineBuiltIn({
  name: 'system_notification',
  category: 'system',
  description: 'A notice: title, text and at most one button.',
  layout: 'customer',
  subject: '{{= it.title }}',
  title: '{{= it.title }}',
  preheader: '{{= truncate(it.body, 110) }}',
  variables: {
    title: {
      type: 'string',
      required: true,
      maxLength: 200,
      description: 'Subject and headline.',
      example: 'Your export is ready',
    },
    body: {
      type: 'string',
      required: true,
      maxLength: 20_000,
      description: 'Plain text; an empty line starts a new paragraph.',
      example: 'The export that you asked for can be fetched for the next seven days.',
    },
    actionLabel: {
      type: 'string',
      maxLength: 80,
      description: 'What the button says; the address itself when left out.',
      example: 'Fetch the export',
    },
    actionUrl: {
      type: 'string',
      format: 'https-url',
      maxLength: 2000,
      description: 'Where the button leads.',
      example: 'https://example.com/exports/42',
    },
  },
  texts: {
    en: { goThere: 'Go to the page' },
    de: { goThere: 'Zur Seite' },
  },
  samples: {
    rich: {
      title: 'Your export is ready',
      body: 'The export that you asked for has been made: 1,284 conversations from 1 January to 31 March.\n\nIt can be fetched for the next seven days. After that it is deleted, and you would have to ask for it again.\n\nIf you did not ask for it, please tell us by answering this mail.',
      actionLabel: 'Fetch the export',
      actionUrl: 'https://example.com/exports/42?format=csv',
    },
    minimal: { title: 'Maintenance tonight', body: 'The chat rests from 22:00 to 22:15.' },
    hostile: {
      title: `${hostile.emoji} <b>bold</b> & "quoted"`,
      body: Object.values(hostile).join('\n\n'),
      actionLabel: hostile.markup,
      actionUrl: 'https://example.com/?q="><script>alert(1)</script>'.replace(/[<>"]/g, encodeURIComponent),
    },
  },
});
