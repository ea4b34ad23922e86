/** What the docs of the API show. */
export const draftExample = {
  category: 'system',
  description: 'Tells that an export can be fetched.',
  subjectTemplate: 'Your export of {{= date(it.made) }} is ready',
  htmlTemplate:
    '<!doctype html><html lang="en"><head><title>Your export</title></head><body><p>Hello {{= it.name }}, <a href="{{= it.url }}">fetch the export</a>.</p></body></html>',
  textTemplate: 'Hello {{= it.name }}, fetch the export: {{= it.url }}',
  variables: {
    name: { type: 'string', default: 'there', description: 'Whom it is for.' },
    made: { type: 'string', format: 'date-time', required: true, description: 'When it was made.' },
    url: { type: 'string', format: 'https-url', required: true, description: 'Where it is.' },
  },
};

export const templateSummaryExample = {
  name: 'export_ready',
  category: 'system',
  description: 'Tells that an export can be fetched.',
  isActive: true,
  isArchived: false,
  isBuiltIn: false,
  activeVersion: 3,
  latestVersion: 3,
  createdAt: '2027-01-04T09:00:00.000Z',
  updatedAt: '2027-01-31T09:00:00.000Z',
};

export const templateExample = { ...templateSummaryExample, ...draftExample, hasDraft: true, revision: 2 };

export const versionExample = {
  version: 3,
  isActive: true,
  publishedAt: '2027-01-31T09:00:00.000Z',
  publishedBy: 'billing',
  note: 'Shorter subject',
  category: 'system',
};

export const findingExample = {
  severity: 'warning',
  rule: 'preheader',
  part: '/htmlTemplate',
  message: 'There is no preview line; inboxes will show the first words of the mail instead.',
  remedy: 'Begin the body with a hidden sentence that goes on from the subject.',
};
