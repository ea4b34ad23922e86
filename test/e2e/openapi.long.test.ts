import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { closed, documentSchema, type OpenApi, operationsOf } from '../openapi/walk.ts';

let cloud: TestCloud;
let served: Record<string, unknown>;
let document: OpenApi;
let sent: string;
let failed: string;
let scheduled: string;
beforeAll(async () => {
  cloud = await startTestCloud();
  served = (await cloud.call('GET', '/openapi.json')).body;
  document = documentSchema.parse(served);
  await cloud.fault('400', { count: 1 });
  failed = await cloud.send('failed@example.com');
  await cloud.idle();
  sent = await cloud.send('sent@example.com', { metadata: { a: 1 }, tags: ['x'] });
  scheduled = await cloud.send('later@example.com', {
    sendAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await cloud.idle();
});
afterAll(() => cloud.stop());

/** What the document says of an answer, as a check of its body; with `everyField`, it may hold no other. */
const checkAnswer = (
  operationId: string,
  answer: { status: number; contentType: string; body: unknown },
  everyField = false,
): string[] => {
  const { status, contentType, body } = answer;
  const response = operationsOf(document).find((one) => one.operationId === operationId)?.responses[status];
  if (response === undefined) return [`${operationId} does not document ${status}`];
  const media = response.content?.[contentType];
  if (media === undefined) return [`${operationId} does not document ${contentType} for ${status}`];
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const schema = everyField ? closed(media.schema, document) : media.schema;
  const validate = ajv.compile({ ...schema, components: document.components });
  validate(body);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
  );
};

const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
  const answer = await cloud.call(method, path, body, headers);
  const contentType = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  return { ...answer, contentType };
};

const inline = { to: { email: 'ada@example.com' }, subject: 'Hi', text: 'Hello', category: 'system' };

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(served));
    expect(result).toMatchObject({ valid: true });
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test.each([
    { operationId: 'sendEmail', method: 'POST', path: () => '/v1/emails', body: inline, status: 202 },
    { operationId: 'sendEmail', method: 'POST', path: () => '/v1/emails', body: {}, status: 422 },
    { operationId: 'sendEmail', method: 'POST', path: () => '/v1/emails', body: '{', status: 400 },
    {
      operationId: 'sendBatch',
      method: 'POST',
      path: () => '/v1/emails/batch',
      body: { emails: [inline, {}] },
      status: 202,
    },
    {
      operationId: 'sendBatch',
      method: 'POST',
      path: () => '/v1/emails/batch',
      body: { emails: [] },
      status: 422,
    },
    { operationId: 'listEmails', method: 'GET', path: () => '/v1/emails?limit=1', status: 200 },
    { operationId: 'listEmails', method: 'GET', path: () => '/v1/emails?limit=x', status: 422 },
    { operationId: 'getEmail', method: 'GET', path: () => `/v1/emails/${sent}`, status: 200 },
    { operationId: 'getEmail', method: 'GET', path: () => '/v1/emails/none', status: 404 },
    { operationId: 'getEmailContent', method: 'GET', path: () => `/v1/emails/${sent}/content`, status: 200 },
    {
      operationId: 'rescheduleEmail',
      method: 'POST',
      path: () => `/v1/emails/${scheduled}/reschedule`,
      body: { sendAt: '2020-01-01T00:00:00Z' },
      status: 422,
    },
    {
      operationId: 'rescheduleEmail',
      method: 'POST',
      path: () => `/v1/emails/${scheduled}/reschedule`,
      body: { sendAt: new Date(Date.now() + 7_200_000).toISOString() },
      status: 200,
    },
    {
      operationId: 'cancelEmail',
      method: 'POST',
      path: () => `/v1/emails/${scheduled}/cancel`,
      body: {},
      status: 200,
    },
    {
      operationId: 'cancelEmail',
      method: 'POST',
      path: () => `/v1/emails/${sent}/cancel`,
      body: {},
      status: 409,
    },
    {
      operationId: 'retryEmail',
      method: 'POST',
      path: () => `/v1/emails/${failed}/retry`,
      body: {},
      status: 202,
    },
    { operationId: 'showUnsubscribe', method: 'GET', path: () => '/u/broken', status: 404 },
    { operationId: 'unsubscribe', method: 'POST', path: () => '/u/broken', status: 404 },
    { operationId: 'showLead', method: 'GET', path: () => '/l/broken', status: 404 },
    { operationId: 'answerLead', method: 'POST', path: () => '/l/broken', status: 404 },
    { operationId: 'showOpenApi', method: 'GET', path: () => '/openapi.json', status: 200 },
    { operationId: 'showViewer', method: 'GET', path: () => '/docs', status: 200 },
    { operationId: 'getViewerFile', method: 'GET', path: () => '/docs/viewer.js', status: 200 },
    { operationId: 'getViewerFile', method: 'GET', path: () => '/docs/index.mjs', status: 404 },
  ])('says what $operationId answers with $status', async ({ operationId, method, path, body, status }) => {
    const answer = await ask(method, path(), body);
    expect(answer.status).toBe(status);
    expect(checkAnswer(operationId, answer)).toEqual([]);
  });

  test('says what a missing key is answered with', async () => {
    const answer = await ask('GET', '/v1/emails', undefined, { authorization: '' });
    expect(answer.status).toBe(401);
    expect(checkAnswer('listEmails', answer)).toEqual([]);
  });
});

describe('every field of an answer is in the document:', () => {
  const draft = {
    category: 'system',
    subjectTemplate: 'For {{= it.name }}',
    htmlTemplate:
      '<!doctype html><html lang="en"><head><title>t</title></head><body><p>{{= it.name }}</p></body></html>',
    variables: { name: { type: 'string', default: 'you', enum: ['you', 'all'] } },
    locales: { de: { subjectTemplate: 'Für {{= it.name }}', htmlTemplate: '<p>{{= it.name }}</p>' } },
    samples: { long: { name: 'all' } },
  };
  const rep = {
    name: 'Grace Hopper',
    email: 'grace@example.com',
    phone: '+49 30 123456',
    timezone: 'Europe/Berlin',
    workingHours: [{ day: 'mon', from: '09:00', to: '17:00' }],
    absences: [
      { from: '2027-02-01', to: '2027-02-05' },
      { from: '2027-03-01T09:00:00+01:00', to: '2027-03-01T12:00:00+01:00' },
    ],
    alerts: { mode: 'batched', everyMinutes: 30 },
  };
  const conversation = {
    version: 1,
    startedAt: '2026-03-04T09:00:00+01:00',
    endedAt: '2026-03-04T09:14:00+01:00',
    channel: 'web chat',
    customer: {
      email: 'ada@example.com',
      name: 'Ada',
      consent: { marketing: { basis: 'express', source: 'chat', at: '2026-03-04T09:05:00+01:00' } },
    },
    ownerRepId: 'grace',
    summary: { brief: 'Ada compares plans.' },
    highlights: ['40 seats'],
    nextSteps: [{ text: 'Send prices', owner: 'Grace', dueAt: '2026-03-05T12:00:00+01:00' }],
    outcome: 'interested_not_booked',
    messageCount: 23,
    lead: { id: 'lead-42', score: 87, reasons: ['Asked for a contract', { text: 'Budget', points: 20 }] },
  };
  const appointment = {
    sequence: 1,
    title: 'Demo',
    start: '2027-03-03T09:00',
    timezone: 'Europe/Berlin',
    durationMinutes: 45,
    kind: 'on_site',
    location: 'Main Street 1',
    materials: [{ title: 'Prices', url: 'https://example.com/prices.pdf' }],
    customer: { email: 'ada@example.com', name: 'Ada', company: 'Analytical Ltd' },
    attendees: [{ email: 'bob@example.com' }],
    alternatives: [{ start: '2027-03-28T02:30' }],
    repId: 'nobody',
  };
  const lead = {
    version: 1,
    contact: { email: 'ada@example.com', name: 'Ada', company: 'Analytical Ltd', phone: '+44 20 7946 0000' },
    score: 92,
    reasons: [{ text: 'wants it today', points: 30 }, { text: 'has a budget' }],
    need: '40 seats',
    budget: 'EUR 40,000',
    timeframe: 'this week',
    dealValue: { amount: 40_000, currency: 'EUR' },
    source: 'chat',
    competitors: ['Difference Inc'],
    highlights: ['It must be quick'],
    conversationId: 'c1',
    crmUrl: 'https://crm.example.com/7',
    ownerRepId: 'grace',
    teamId: 'mid',
  };
  const promised = { repId: 'grace', followUpBy: '2100-01-01T00:00:00Z' };
  const preferences = {
    reminderOffsets: ['P1D'],
    summaryFormat: 'brief',
    quietHours: { from: '22:00', to: '07:00' },
    consent: {
      marketing: { basis: 'express', source: 'form', at: '2026-01-31T09:00:00+01:00', text: 'Yes' },
    },
  };
  const reader = { email: 'ada@example.com', audience: 'customer' };
  const agreed = { email: 'ada@example.com', consent: preferences.consent };

  test('of those of each room, in the order of a day', async () => {
    const day: [operationId: string, method: string, path: string, status: number, body?: unknown][] = [
      ['getEmail', 'GET', `/v1/emails/${sent}`, 200],
      ['getEmailContent', 'GET', `/v1/emails/${sent}/content`, 200],
      ['listEmails', 'GET', '/v1/emails?limit=2', 200],
      ['listDeadLetters', 'GET', '/v1/dead-letters', 200],
      ['sendBatch', 'POST', '/v1/emails/batch', 202, { emails: [inline, {}] }],
      ['cancelMany', 'POST', '/v1/emails/cancel', 200, { tag: 'x', dryRun: true }],
      ['cancelMany', 'POST', '/v1/emails/cancel', 202, { tag: 'x' }],
      ['getCancellation', 'GET', '/v1/cancellations/none', 404],
      ['pauseSending', 'POST', '/v1/pause', 200, { category: 'digest' }],
      ['resumeSending', 'POST', '/v1/resume', 200, { category: 'digest' }],
      ['putRep', 'PUT', '/v1/reps/grace', 200, rep],
      ['getRep', 'GET', '/v1/reps/grace', 200],
      ['listReps', 'GET', '/v1/reps', 200],
      ['putTeam', 'PUT', '/v1/teams/mid', 200, { name: 'Mid-market', onCall: ['grace'] }],
      ['getTeam', 'GET', '/v1/teams/mid', 200],
      ['completeConversation', 'POST', '/v1/conversations/c1/complete', 200, conversation],
      ['getConversation', 'GET', '/v1/conversations/c1', 200],
      [
        'sendConversationSummary',
        'POST',
        '/v1/conversations/c1/summary',
        200,
        { to: [reader, { email: '' }] },
      ],
      ['listConversationEmails', 'GET', '/v1/conversations/c1/emails', 200],
      ['putAppointment', 'PUT', '/v1/appointments/a1', 200, appointment],
      ['rescheduleAppointment', 'POST', '/v1/appointments/a1/reschedule', 200, { start: '2027-03-04T09:00' }],
      ['getAppointment', 'GET', '/v1/appointments/a1', 200],
      ['getAppointmentInvite', 'GET', '/v1/appointments/a1/invite.ics', 200],
      ['listAppointments', 'GET', '/v1/appointments?repId=grace', 200],
      ['cancelAppointment', 'POST', '/v1/appointments/a1/cancel', 200, { reason: 'Our trainer is ill.' }],
      ['completeAppointment', 'POST', '/v1/appointments/a1/complete', 409, { outcome: 'attended' }],
      ['showReminders', 'GET', '/v1/analytics/reminders', 200],
      ['putRep', 'PUT', '/v1/reps/lise', 200, { ...rep, email: 'lise@example.com' }],
      ['putLead', 'PUT', '/v1/leads/l1', 200, lead],
      ['putLead', 'PUT', '/v1/leads/l1', 422, { ...lead, score: 101 }],
      ['getLead', 'GET', '/v1/leads/l1', 200],
      ['acknowledgeLead', 'POST', '/v1/leads/l1/acknowledge', 200, promised],
      ['acknowledgeLead', 'POST', '/v1/leads/l1/acknowledge', 409, { repId: 'lise' }],
      ['getLead', 'GET', '/v1/leads/l1', 200],
      [
        'reportLeadOutcome',
        'POST',
        '/v1/leads/l1/outcome',
        200,
        { outcome: 'lost', reason: 'Price', repId: 'grace' },
      ],
      ['listLeads', 'GET', '/v1/leads?ownerRepId=grace&band=hot', 200],
      ['getLead', 'GET', '/v1/leads/none', 404],
      ['showLeadFigures', 'GET', '/v1/analytics/leads', 200],
      ['listSequences', 'GET', '/v1/sequences', 200],
      ['getSequence', 'GET', '/v1/sequences/not_now', 200],
      ['enroll', 'POST', '/v1/sequences/not_now/enroll', 200, { recipient: agreed, key: 'deal-1' }],
      ['enroll', 'POST', '/v1/sequences/not_now/enroll', 200, { recipient: agreed, key: 'deal-1' }],
      ['enroll', 'POST', '/v1/sequences/not_now/enroll', 422, { recipient: { email: '' } }],
      ['listEnrollments', 'GET', '/v1/enrollments?sequence=not_now', 200],
      ['getEnrollment', 'GET', '/v1/enrollments/none', 404],
      ['stopEnrollment', 'DELETE', '/v1/enrollments/none', 404],
      ['createTemplate', 'POST', '/v1/templates', 201, { name: 'for_you', ...draft }],
      ['publishTemplate', 'POST', '/v1/templates/for_you/publish', 200, { activate: true }],
      ['putDraft', 'PUT', '/v1/templates/for_you/draft', 200, draft],
      ['getTemplate', 'GET', '/v1/templates/for_you', 200],
      ['getTemplate', 'GET', '/v1/templates/conversation_summary_customer', 200],
      ['listTemplates', 'GET', '/v1/templates', 200],
      ['listTemplateVersions', 'GET', '/v1/templates/for_you/versions', 200],
      ['previewTemplate', 'POST', '/v1/templates/for_you/preview', 200, {}],
      ['diffVersions', 'GET', '/v1/templates/for_you/diff?from=1', 200],
      ['archiveTemplate', 'POST', '/v1/templates/for_you/archive', 200],
      ['activateVersion', 'POST', '/v1/templates/for_you/activate', 200, { version: 1 }],
      ['putPreferences', 'PUT', '/v1/preferences/ada@example.com', 200, preferences],
      ['getPreferences', 'GET', '/v1/preferences/ada@example.com', 200],
      ['putSuppression', 'PUT', '/v1/suppressions/bob@example.com', 200, { detail: 'Asked by phone' }],
      ['listSuppressions', 'GET', '/v1/suppressions', 200],
      ['showOverview', 'GET', '/v1/analytics/overview', 200],
      ['showDeliverability', 'GET', '/v1/analytics/deliverability', 200],
      ['exportRecipient', 'GET', '/v1/recipients/ada@example.com/export', 200],
      ['eraseRecipient', 'DELETE', '/v1/recipients/ada@example.com', 200],
    ];
    const told: [string, number, string[]][] = [];
    for (const [operationId, method, path, , body] of day) {
      const answer = await ask(method, path, body);
      told.push([operationId, answer.status, checkAnswer(operationId, answer, true)]);
    }
    expect(told).toEqual(day.map(([operationId, , , status]) => [operationId, status, []]));
  });

  test('of a publication that lint refuses', async () => {
    const content = { ...draft, htmlTemplate: '<p>{{= it.unheard }}</p>' };
    await ask('POST', '/v1/templates', { name: 'faulty', ...content });
    const answer = await ask('POST', '/v1/templates/faulty/publish', {});
    expect(answer).toMatchObject({ status: 422, body: { lint: expect.any(Array) as unknown } });
    expect(checkAnswer('publishTemplate', answer, true)).toEqual([]);
  });

  test('a field that is not there would be found', async () => {
    const { body, ...answer } = await ask('GET', `/v1/emails/${sent}`);
    expect(checkAnswer('getEmail', { ...answer, body: { ...body, invented: 1 } }, true)).not.toEqual([]);
  });

  test('a list of a provider', async () => {
    const list =
      'address,code,error,created_at\nbob@example.com,550,No,"Mon, 04 Jan 2027 09:00:00 UTC"\nno,,,\n';
    const answer = await ask('POST', '/v1/suppressions/import', list, { 'content-type': 'text/csv' });
    expect(answer.status).toBe(200);
    expect(checkAnswer('importSuppressions', answer, true)).toEqual([]);
  });
});
