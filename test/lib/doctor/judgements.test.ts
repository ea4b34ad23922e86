import { describe, expect, test } from 'vitest';
import { judgeConcurrency, judgeSendingMode, judgeSms } from '../../../lib/doctor/config-checks.ts';
import { judgeCertificate, judgePointing } from '../../../lib/doctor/edge-checks.ts';
import { judgeKey } from '../../../lib/doctor/mailgun-checks.ts';
import { judgeParts, judgeRunning } from '../../../lib/doctor/parts-check.ts';
import { expectedSecrets, judgeSecret } from '../../../lib/doctor/secret-checks.ts';
import { judgeBootstrap, judgeStacks, judgeStage, stagesOf } from '../../../lib/doctor/stack-checks.ts';
import {
  judgeAlarms,
  judgeDeadLetters,
  judgeRules,
  judgeSubscriptions,
} from '../../../lib/doctor/watch-checks.ts';
import { judgeArrivals, judgeWebhooks } from '../../../lib/doctor/webhook-checks.ts';
import { parseConfig } from '../../../lib/read-config.ts';
import { stackNames } from '../../../lib/stack-names.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:outbound-email-prod-alarms';
const outputs = new Map<string, string>();
const stacksOf = (stage: string, status: Partial<Record<string, string>> = {}) =>
  stackNames.map((name) => ({
    name: `outbound-email-${stage}-${name}`,
    status: status[name] ?? 'CREATE_COMPLETE',
    outputs,
  }));

describe('Stacks', () => {
  test.each([
    { name: 'that stand', stacks: stacksOf('prod'), is: 'ok', seen: 'all 21 stacks of prod stand' },
    {
      name: 'of another stage',
      stacks: [...stacksOf('dev'), ...stacksOf('staging')],
      is: 'fault',
      seen: 'there is no stage prod; there are dev, staging',
    },
    {
      name: 'of another app',
      stacks: [{ name: 'CDKToolkit', status: 'CREATE_COMPLETE', outputs }],
      is: 'fault',
      seen: 'there is no stage prod; there is none in this account and region',
    },
    {
      name: 'of which one is missing',
      stacks: stacksOf('prod').slice(0, -1),
      is: 'fault',
      seen: 'not there: observability',
    },
    {
      name: 'of which one was rolled back',
      stacks: stacksOf('prod', { leads: 'UPDATE_ROLLBACK_COMPLETE' }),
      is: 'fault',
      seen: 'leads is UPDATE_ROLLBACK_COMPLETE',
    },
    {
      name: 'that are being deployed',
      stacks: stacksOf('prod', { api: 'UPDATE_IN_PROGRESS' }),
      is: 'warning',
      seen: 'api is UPDATE_IN_PROGRESS',
    },
  ])('$name', ({ stacks, is, seen }) => {
    expect(judgeStacks('prod', stacks)).toMatchObject({ is, seen });
  });

  test('tell which stages there are, also of a name with dashes', () => {
    expect(stagesOf(stacksOf('eu-data'))).toEqual(['eu-data']);
  });

  test.each([
    { version: undefined, is: 'warning' },
    { version: '5', is: 'warning' },
    { version: '21', is: 'ok' },
  ])('of a bootstrap of version $version', ({ version, is }) => {
    const stack = {
      name: 'CDKToolkit',
      status: 'CREATE_COMPLETE',
      outputs: new Map([['BootstrapVersion', version ?? '']]),
    };
    expect(judgeBootstrap(version === undefined ? [] : [stack]).is).toBe(is);
  });
});

test('app.yaml of another stage is told with how to name the right one', () => {
  expect(judgeStage('prod', 'prod', 'app.yaml').is).toBe('ok');
  expect(judgeStage('prod', 'dev', 'app.yaml')).toEqual({
    is: 'fault',
    seen: 'app.yaml is of stage dev, and --stage says prod',
    todo: 'APP_YAML=<the file of prod> npm run doctor -- --stage prod',
  });
});

const config = (yaml: string) => parseConfig(yaml, 'app.yaml');

test('Quota of concurrent functions: what a deployment refuses is a fault, what it warns of a warning', () => {
  expect(judgeConcurrency(config(''), 1000).map(({ is }) => is)).toEqual(['ok']);
  expect(judgeConcurrency(config(''), 10).map(({ is }) => is)).toEqual(['fault', 'warning']);
});

test.each([
  { yaml: 'stage: prod', is: 'ok', seen: 'live: mail goes to everyone' },
  { yaml: '', is: 'warning', seen: 'allowlist, and nobody is on it: no mail goes to anybody' },
  {
    yaml: 'email: { sending: { allowlist: [a@example.com, example.org], test_recipients: [a@example.com] } }',
    is: 'ok',
    seen: 'allowlist: mail goes to 2 addresses and domains alone; all else is skipped: sandbox',
  },
  {
    yaml: 'email: { sending: { mode: redirect, redirect_to: me@example.com } }',
    is: 'warning',
    seen: 'redirect: all mail goes to me@example.com',
  },
])('Sending mode of "$yaml"', ({ yaml, is, seen }) => {
  expect(judgeSendingMode(config(yaml))).toMatchObject({ is, seen });
});

test.each([
  { status: 'ACTIVE', is: 'ok' },
  { status: 'PENDING', is: 'fault' },
  { status: undefined, is: 'fault' },
])('A number that is $status', ({ status, is }) => {
  expect(judgeSms('+4930123456', status).is).toBe(is);
});

describe('A certificate', () => {
  const where = {
    arn: 'arn:aws:acm:eu-central-1:123456789012:certificate/abc',
    host: 'mail.example.com',
    region: 'eu-central-1',
  };
  test.each([
    { name: 'for the name', read: { status: 'ISSUED', names: ['mail.example.com'] }, is: 'ok' },
    { name: 'for all names beside it', read: { status: 'ISSUED', names: ['*.example.com'] }, is: 'ok' },
    {
      name: 'for all names below it',
      read: { status: 'ISSUED', names: ['*.mail.example.com'] },
      is: 'fault',
      seen: 'it is for *.mail.example.com, not for mail.example.com',
    },
    { name: 'for the domain above', read: { status: 'ISSUED', names: ['example.com'] }, is: 'fault' },
    {
      name: 'that waits',
      read: { status: 'PENDING_VALIDATION', names: ['mail.example.com'] },
      is: 'fault',
      seen: 'it is PENDING_VALIDATION',
    },
    {
      name: 'that ended',
      read: { status: 'EXPIRED', names: ['mail.example.com'] },
      is: 'fault',
      seen: 'it is EXPIRED',
    },
    {
      name: 'that is not there',
      read: undefined,
      is: 'fault',
      seen: `ACM in eu-central-1 has no ${where.arn}`,
    },
  ])('$name', ({ read, is, seen }) => {
    expect(judgeCertificate(where, read)).toMatchObject({ is, ...(seen !== undefined && { seen }) });
  });

  test('of another region serves no API', () => {
    expect(judgeCertificate({ ...where, region: 'us-east-1' }, undefined)).toMatchObject({
      is: 'fault',
      seen: 'it is in eu-central-1, and the stage in us-east-1',
    });
  });
});

describe('The public name', () => {
  const names = { host: 'mail.example.com', target: 'd-1.execute-api.eu-central-1.amazonaws.com' };
  const none = { is: 'none' } as const;
  const found = (...values: string[]) => ({ is: 'found', values }) as const;
  test.each([
    {
      name: 'by a CNAME',
      dns: { cname: found('D-1.execute-api.eu-central-1.amazonaws.com.'), own: none, targets: none },
      is: 'ok',
    },
    {
      name: 'by addresses, as at the top of a zone',
      dns: { cname: none, own: found('192.0.2.1'), targets: found('192.0.2.2', '192.0.2.1') },
      is: 'ok',
    },
    {
      name: 'by another CNAME',
      dns: { cname: found('old.example.net'), own: none, targets: none },
      is: 'fault',
    },
    {
      name: 'by other addresses',
      dns: { cname: none, own: found('192.0.2.9'), targets: found('192.0.2.1') },
      is: 'fault',
    },
    { name: 'by nothing', dns: { cname: none, own: none, targets: none }, is: 'fault' },
    {
      name: 'by what is not known',
      dns: { cname: { is: 'silent', why: 'it did not answer in time' } as const, own: none, targets: none },
      is: 'not checked',
    },
  ])('leads there $name: $is', ({ dns, is }) => {
    expect(judgePointing({ ...names, ...dns }).is).toBe(is);
  });
});

describe('A secret', () => {
  const [mailgun, webhook, linkKeys] = expectedSecrets;
  const generated = 'aB3'.repeat(16);
  test.each([
    {
      of: mailgun!,
      text: '{"apiKey": "key-0123456789abcdef0123456789abcdef"}',
      is: 'ok',
      seen: 'it holds apiKey',
    },
    { of: mailgun!, text: '{"apiKey": "3ax6xnjp29jd6fds4gc373sgvjxteol0-1a2b3c4d-5e6f7a8b"}', is: 'ok' },
    {
      of: mailgun!,
      text: JSON.stringify({ apiKey: generated }),
      is: 'fault',
      seen: 'apiKey is still what the stack has filled in',
    },
    { of: mailgun!, text: 'key-0123', is: 'fault', seen: 'it is not JSON' },
    { of: mailgun!, text: '"key-0123"', is: 'fault', seen: 'it does not hold {"apiKey": "…"}' },
    { of: mailgun!, text: '{"apikey": "key-0123"}', is: 'fault', seen: 'it lacks apiKey' },
    {
      of: mailgun!,
      text: '{"apiKey": "key-0123\\n"}',
      is: 'fault',
      seen: 'apiKey begins or ends with a blank or a line break',
    },
    {
      of: webhook!,
      text: '{"signingKey": "0123", "previousSigningKey": "4567"}',
      is: 'ok',
      seen: 'it holds signingKey, previousSigningKey',
    },
    { of: linkKeys!, text: JSON.stringify({ current: 'k1', k1: generated }), is: 'ok' },
    { of: linkKeys!, text: JSON.stringify({ current: 'k2', k1: generated }), is: 'fault' },
  ])('$of.name of $text: $is', ({ of, text, is, seen }) => {
    const verdict = judgeSecret('prod', of, text);
    expect(verdict).toMatchObject({ is, ...(seen !== undefined && { seen }) });
    expect(JSON.stringify(verdict)).not.toContain('0123');
  });
});

describe('A key of Mailgun', () => {
  const reply = (status: number, message = '') => ({ status, message, body: undefined });
  const judge = ([domain, events, send]: readonly [number, number, number | undefined], message = '') =>
    judgeKey({
      domain: 'mg.example.com',
      url: 'https://api.mailgun.net',
      stage: 'prod',
      reads: { 'the domain': reply(domain, message), events: reply(events, message) },
      send: send === undefined ? undefined : reply(send, message),
    });
  test.each([
    {
      tries: [200, 200, 200] as const,
      is: 'ok',
      seen: 'test mode, which Mailgun bills and does not deliver',
    },
    { tries: [200, 200, undefined] as const, is: 'ok', seen: 'sending was not tried' },
    { tries: [401, 401, 401] as const, is: 'fault', seen: 'Mailgun does not know the key (401)' },
    { tries: [401, 401, undefined] as const, is: 'fault', seen: 'Mailgun does not know the key' },
    { tries: [401, 401, 200] as const, is: 'fault', seen: 'it is a domain sending key' },
    { tries: [403, 403, 200] as const, is: 'fault', seen: 'it is a domain sending key' },
    { tries: [200, 403, 200] as const, is: 'fault', seen: 'the key may not read events' },
    { tries: [200, 200, 403] as const, is: 'fault', seen: 'the key may read and not send (403)' },
    { tries: [404, 404, 404] as const, is: 'fault', seen: 'Mailgun has no domain mg.example.com (404)' },
    { tries: [200, 200, 429] as const, is: 'warning', seen: 'Mailgun throttles: 429' },
    { tries: [200, 200, 400] as const, is: 'fault', seen: 'sending is refused: 400' },
    { tries: [200, 503, 200] as const, is: 'not checked', seen: 'Mailgun answers 503' },
    { tries: [0, 0, 0] as const, is: 'not checked', seen: "https://api.mailgun.net can't be reached" },
  ])('$tries: $is', ({ tries, is, seen }) => {
    const verdict = judge(tries);
    expect([verdict.is, verdict.seen]).toEqual([is, expect.stringContaining(seen)]);
  });
});

describe('Webhooks at Mailgun', () => {
  const url = 'https://abc.lambda-url.us-east-1.on.aws/webhooks/mailgun';
  const where = { domain: 'mg.example.com', url, mailgunUrl: 'https://api.mailgun.net' };
  const all = [
    'delivered',
    'opened',
    'clicked',
    'unsubscribed',
    'complained',
    'temporary_fail',
    'permanent_fail',
  ];
  const leading = (...types: string[]) => Object.fromEntries(types.map((type) => [type, { urls: [url] }]));
  test.each([
    { name: 'all', registered: leading('accepted', ...all), is: 'ok', seen: `all types lead to ${url}` },
    {
      name: 'all but accepted',
      registered: { accepted: null, ...leading(...all) },
      is: 'ok',
      seen: 'but for accepted',
    },
    {
      name: 'beside others',
      registered: { ...leading(...all), opened: { urls: ['https://x.example', url] } },
      is: 'ok',
      seen: 'all types',
    },
    { name: 'none', registered: {}, is: 'fault', seen: 'delivered, opened' },
    {
      name: 'one missing',
      registered: leading(...all.slice(1)),
      is: 'fault',
      seen: `delivered does not lead to ${url}`,
    },
    {
      name: 'one elsewhere',
      registered: { ...leading(...all), opened: { urls: ['https://old.example/'] } },
      is: 'fault',
      seen: `opened does not lead to ${url}, but to https://old.example/`,
    },
  ])('$name', ({ registered, is, seen }) => {
    const verdict = judgeWebhooks(where, registered);
    expect([verdict.is, verdict.seen]).toEqual([is, expect.stringContaining(seen)]);
  });

  test('that are missing are told with the command that registers them', () => {
    expect(judgeWebhooks(where, leading(...all.slice(2)))).toMatchObject({
      todo: `curl -s --user "api:$MAILGUN_KEY" https://api.mailgun.net/v4/domains/mg.example.com/webhooks -d url=${url} -d event_types=delivered -d event_types=opened`,
    });
  });

  test('can’t be added where a type leads to three others, of which one has to go', () => {
    const urls = ['https://a.example/', 'https://b.example/', 'https://c.example/'];
    expect(judgeWebhooks(where, { ...leading(...all), opened: { urls } })).toMatchObject({
      todo: expect.stringMatching(/^opened leads to 3 others: take one out at Mailgun; then curl /) as string,
    });
  });
});

test.each([
  { arrivals: { sent: 0, calls: 0, refused: 0 }, is: 'not checked', seen: 'no sent mail was counted' },
  {
    arrivals: { sent: 100, calls: 290, refused: 2 },
    is: 'ok',
    seen: '288 came in the last 24 h, while 100 mails',
  },
  {
    arrivals: { sent: 100, calls: 0, refused: 0 },
    is: 'fault',
    seen: 'none came in the last 24 h while 100 mails were sent',
  },
  { arrivals: { sent: 1, calls: 0, refused: 0 }, is: 'warning', seen: 'none came' },
  { arrivals: { sent: 100, calls: 300, refused: 300 }, is: 'fault', seen: '300 webhooks were refused' },
])('Webhooks that arrived: $arrivals', ({ arrivals, is, seen }) => {
  const verdict = judgeArrivals(arrivals);
  expect([verdict.is, verdict.seen]).toEqual([is, expect.stringContaining(seen)]);
});

test.each([
  { subscriptions: [], is: 'fault', seen: 'nobody hears of alarms' },
  { subscriptions: [{ endpoint: 'ops@example.com', isConfirmed: true }], is: 'ok', seen: 'ops@example.com' },
  {
    subscriptions: [{ endpoint: 'ops@example.com', isConfirmed: false }],
    is: 'fault',
    seen: 'ops@example.com did not confirm',
  },
  {
    subscriptions: [
      { endpoint: 'ops@example.com', isConfirmed: true },
      { endpoint: 'new@example.com', isConfirmed: false },
    ],
    is: 'warning',
    seen: 'new@example.com did not confirm',
  },
])('Who hears of alarms: $seen', ({ subscriptions, is, seen }) => {
  const verdict = judgeSubscriptions({ topic: TOPIC, address: 'ops@example.com' }, subscriptions);
  expect([verdict.is, verdict.seen]).toEqual([is, expect.stringContaining(seen)]);
});

test.each([
  { address: undefined, todo: 'name an address in operations.alarm_email, and npm run deploy' },
  // A second deployment would not bring back what somebody unsubscribed.
  {
    address: 'ops@example.com',
    todo: `open the link in the mail that comes after: aws sns subscribe --topic-arn ${TOPIC} --protocol email --notification-endpoint ops@example.com`,
  },
])('Where nobody hears of alarms, and app.yaml names $address, the remedy is: $todo', ({ address, todo }) => {
  expect(judgeSubscriptions({ topic: TOPIC, address }, [])).toMatchObject({ is: 'fault', todo });
});

describe('Parts of the stacks', () => {
  const part = (type: string, name: string, stack = 'outbox') => ({
    stack: `outbound-email-prod-${stack}`,
    type: `AWS::${type}`,
    name: `outbound-email-prod-${name}`,
  });
  const parts = [
    part('Lambda::Function', 'sweep'),
    part('Lambda::Function', 'status'),
    part('DynamoDB::GlobalTable', 'keys', 'data'),
    part('IAM::Role', 'role'),
  ];
  const there = (functions: string[], tables: string[]) => ({
    'AWS::Lambda::Function': functions.map((name) => `outbound-email-prod-${name}`),
    'AWS::DynamoDB::GlobalTable': tables.map((name) => `outbound-email-prod-${name}`),
  });

  test('that are there are counted; of what is not looked for nothing is said', () => {
    expect(judgeParts('prod', parts, there(['sweep', 'status', 'else'], ['keys']))).toEqual({
      is: 'ok',
      seen: 'all 3 are there',
    });
  });

  test('that somebody deleted are told with what brings them back, which a deployment does not', () => {
    expect(judgeParts('prod', parts, there(['sweep'], ['keys']))).toEqual({
      is: 'fault',
      seen: 'gone: function status of the stack outbox',
      todo: 'a deployment does not bring back what somebody deleted: npx cdk destroy outbound-email-prod-outbox (what they hold is made anew), then npm run deploy -- --stage prod',
    });
    expect(judgeParts('prod', parts, there(['sweep', 'status'], []))).toMatchObject({
      seen: 'gone: table keys of the stack data',
      todo: expect.stringMatching(/^outbound-email-prod-keys: docs\/operate.md, "Restoring"/) as string,
    });
  });

  const fn = (name: string, reserved?: number) => ({ name: `outbound-email-prod-${name}`, reserved });
  const consumer = (functionName: string, isEnabled: boolean) => ({
    uuid: 'u-1',
    functionName: `outbound-email-prod-${functionName}`,
    isEnabled,
  });
  test.each([
    {
      of: 'a ceiling',
      functions: [fn('sweep'), fn('webhook', 50)],
      consumers: [],
      is: 'ok',
      seen: 'none of 2',
    },
    {
      of: 'all stopped',
      functions: [fn('sweep', 0), fn('webhook', 0)],
      consumers: [],
      is: 'fault',
      seen: 'all functions are stopped, as by a restore that broke off',
    },
    {
      of: 'one stopped',
      functions: [fn('sweep', 0), fn('webhook', 50)],
      consumers: [],
      is: 'fault',
      seen: 'stopped, by a reserved concurrency of 0: sweep',
    },
    {
      of: 'a queue that nobody reads',
      functions: [fn('sweep')],
      consumers: [consumer('track', false), consumer('sweep', true)],
      is: 'fault',
      seen: 'nothing hands its queue to track',
    },
  ])('are looked at for what stops them: $of', ({ functions, consumers, is, seen }) => {
    const verdict = judgeRunning('prod', functions, consumers);
    expect([verdict.is, verdict.seen]).toEqual([is, expect.stringContaining(seen)]);
  });
});

test('Rules that somebody disabled are told with what they are for, and with the command that enables them', () => {
  const rule = (name: string, isEnabled: boolean) => ({
    name: `outbound-email-prod-${name}`,
    bus: 'default',
    description: `Runs ${name}`,
    isEnabled,
  });
  expect(judgeRules([]).is).toBe('fault');
  expect(judgeRules([rule('sweep', true), rule('reconcile', true)])).toMatchObject({
    is: 'ok',
    seen: 'all 2 are enabled',
  });
  expect(judgeRules([rule('sweep', false), rule('reconcile', true)])).toMatchObject({
    is: 'fault',
    seen: 'disabled: outbound-email-prod-sweep (Runs sweep)',
    todo: 'aws events enable-rule --event-bus-name default --name outbound-email-prod-sweep',
  });
});

test('Alarms that sound are told with what they say of themselves', () => {
  expect(judgeAlarms('prod', []).is).toBe('ok');
  const alarm = { name: 'outbound-email-prod-Breaker', description: 'Sending rests.' };
  expect(judgeAlarms('prod', [alarm])).toMatchObject({
    is: 'fault',
    seen: '1 sound: Breaker (Sending rests.)',
  });
});

test('Dead letters are told by queue; other queues may hold what they like', () => {
  const queue = (name: string, waiting: number) => ({ name: `outbound-email-prod-${name}`, waiting });
  expect(judgeDeadLetters('prod', []).is).toBe('fault');
  expect(judgeDeadLetters('prod', [queue('bulk', 7), queue('bulk-dead-letters', 0)])).toMatchObject({
    is: 'ok',
  });
  expect(judgeDeadLetters('prod', [queue('raw-events-dead-letters', 3)])).toMatchObject({
    is: 'fault',
    seen: '3 on raw-events-dead-letters',
  });
});
