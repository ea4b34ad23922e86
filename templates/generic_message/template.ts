import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';

/** A personal message from one person to another: greeting, text, an optional list and button, and a signature. */
export const genericMessage = defineBuiltIn({
  name: 'generic_message',
  category: 'system',
  description: 'A personal message: greeting, text, an optional list and button, and who it is from.',
  layout: 'customer',
  subject: '{{= it.subject }}',
  title: '{{= it.subject }}',
  preheader: '{{= truncate(it.body, 110) }}',
  variables: {
    subject: {
      type: 'string',
      required: true,
      maxLength: 200,
      description: 'The subject.',
      example: 'The documents that we talked about',
    },
    body: {
      type: 'string',
      required: true,
      maxLength: 20_000,
      description: 'Plain text; an empty line starts a new paragraph.',
      example: 'Here is what I promised you. Have a look, and tell me what you think.',
    },
    greetingName: {
      type: 'string',
      maxLength: 100,
      description: 'Whom to greet; the recipient’s name when left out, and everybody when there is none.',
      example: 'Ada',
    },
    points: {
      type: 'array',
      maxItems: 50,
      items: { type: 'string', maxLength: 1000 },
      description: 'A list below the text.',
      example: ['The price list', 'The contract as a draft'],
    },
    actionLabel: {
      type: 'string',
      maxLength: 80,
      description: 'What the button says.',
      example: 'Open the folder',
    },
    actionUrl: {
      type: 'string',
      format: 'https-url',
      maxLength: 2000,
      description: 'Where the button leads.',
      example: 'https://example.com/folder',
    },
    senderName: { type: 'string', maxLength: 100, description: 'Who writes.', example: 'Grace Hopper' },
    senderRole: { type: 'string', maxLength: 100, description: 'What they do.', example: 'Sales' },
    senderPhone: {
      type: 'string',
      maxLength: 50,
      description: 'Where to reach them.',
      example: '+49 30 1234567',
    },
  },
  texts: {
    en: {
      hello: 'Hello {name},',
      helloAll: 'Hello,',
      goThere: 'Open',
      regards: 'Kind regards',
    },
    de: {
      hello: 'Guten Tag {name},',
      helloAll: 'Guten Tag,',
      goThere: 'Öffnen',
      regards: 'Freundliche Grüße',
    },
  },
  samples: {
    rich: {
      subject: 'The documents that we talked about',
      greetingName: 'Ada',
      body: 'Thank you for the good talk this morning. Here is what I promised you.\n\nHave a look when you find the time, and tell me what you think. I am in the office until Thursday.',
      points: [
        'The price list for teams of 5 to 50 people',
        'The contract as a draft, with the notice of one month that you asked for',
        'How two companies of your size began, with their figures',
      ],
      actionLabel: 'Open the folder',
      actionUrl: 'https://example.com/folders/ada',
      senderName: 'Grace Hopper',
      senderRole: 'Sales, mid-sized companies',
      senderPhone: '+49 30 1234567',
    },
    minimal: { subject: 'One more thing', body: 'The offer holds until Friday.' },
    hostile: {
      subject: `${hostile.rightToLeft} ${hostile.lineBreaks}`,
      greetingName: hostile.markup,
      body: Object.values(hostile).join('\n\n'),
      points: [hostile.markup, hostile.template, hostile.longWord],
      actionLabel: hostile.longWord.slice(0, 80),
      actionUrl: 'https://example.com/%22%3E',
      senderName: hostile.emoji,
      senderRole: hostile.markup,
      senderPhone: hostile.template.slice(0, 50),
    },
  },
});
