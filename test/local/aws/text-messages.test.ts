import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ConflictException,
  SendTextMessageCommand,
  type SendTextMessageCommandInput,
  type ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeSms, makeSmsClient, type SmsMessage } from '../../../functions/sms/sms.ts';
import { startControlPlane } from '../../../local/aws/control-plane.ts';
import { makeTextMessages } from '../../../local/aws/text-messages.ts';
import { startProxy } from '../../../local/http/proxy.ts';
import { openState } from '../../../local/state.ts';

const NINE = Date.parse('2027-01-31T09:00:00.000Z');
const AT_NINE = '2027-01-31T09:00:00.000Z';

const notAsked = (): never => {
  throw new Error('Nobody asks for this here');
};

/** The emulation behind AWS's own client, as the service makes it; `calls` counts what reached it. */
const setUp = async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-sms-'));
  const database = openState(folder);
  const start = () => makeTextMessages(database, () => NINE);
  const texts = start();
  const plane = await startControlPlane(
    {
      scheduler: { handle: notAsked, nextDueAt: notAsked, runDue: notAsked, list: notAsked, reset: notAsked },
      bus: {
        nextDueAt: notAsked,
        runDue: notAsked,
        putEvents: notAsked,
        put: notAsked,
        list: notAsked,
        reset: notAsked,
      },
      secrets: { getSecretValue: notAsked, putSecretValue: notAsked },
      texts,
    },
    () => undefined,
  );
  const types: string[] = [];
  const proxy = await startProxy(plane.url, async (_call, passOn) => {
    types.push('no answer');
    const reply = await passOn();
    types[types.length - 1] = String(reply.headers['content-type']);
    return reply;
  });
  // As functions are told of it.
  vi.stubEnv('AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2', proxy.url);
  vi.stubEnv('AWS_MAX_ATTEMPTS', '3');
  const client = makeSmsClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    client.destroy();
    await proxy.stop();
    await plane.stop();
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const sms = makeSms({
    client,
    config: {
      originationIdentity: 'pool-local',
      configurationSet: 'alerts',
      maxPrice: '0.25',
      perRepPerDay: 10,
      testNumbers: [],
    },
    isLive: true,
    sleep: () => Promise.resolve(),
  });
  return { texts, restart: start, client, sms, types };
};

const messageTo = (to: string, body = 'Hot lead: Ada https://mail.example.com/l/x'): SmsMessage => ({
  to,
  body,
  ttlSeconds: 600,
  context: { leadId: 'lead 1' },
});
const ALL = { limit: 100 };

describe('The service’s own SMS', () => {
  test('are taken, and listed with what they cost', async () => {
    const { sms, texts, types } = await setUp();
    expect(await sms.send(messageTo('+4915112345678'))).toEqual({
      outcome: 'sent',
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    await sms.send(messageTo('+4915112345679', 'я'.repeat(71)));
    expect(texts.list(ALL)).toEqual([
      { to: '+4915112345678', body: messageTo('').body, at: AT_NINE, segments: 1 },
      { to: '+4915112345679', body: 'я'.repeat(71), at: AT_NINE, segments: 2 },
    ]);
    expect(types).toEqual(['application/x-amz-json-1.0', 'application/x-amz-json-1.0']);
  });

  test('to a number that has opted out are refused', async () => {
    const { sms, texts, types } = await setUp();
    expect(await sms.send(messageTo('+4915112340404'))).toEqual({
      outcome: 'refused',
      why: 'opted_out',
      detail: 'ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT',
    });
    expect(texts.list(ALL)).toEqual([]);
    expect(types).toHaveLength(1);
  });

  test('that are throttled twice are taken, each of them', async () => {
    const { sms, texts, types } = await setUp();
    for (const body of ['one', 'two', 'one']) {
      expect(await sms.send(messageTo('+4915112340429', body))).toMatchObject({ outcome: 'sent' });
    }
    expect(texts.list(ALL).map(({ body }) => body)).toEqual(['one', 'two', 'one']);
    expect(types).toHaveLength(9);
  });

  test('that get no answer are unknown, and asked for once, however often the environment would repeat calls', async () => {
    const { sms, texts, types } = await setUp();
    expect(await sms.send(messageTo('+4915112340500'))).toEqual({
      outcome: 'unknown',
      detail: 'TimeoutError ECONNRESET',
    });
    expect(texts.list(ALL)).toEqual([]);
    expect(types).toEqual(['no answer']);
  });

  test('that are too long or to no number are refused, with the names of the fields', async () => {
    const { sms } = await setUp();
    expect(await sms.send(messageTo('0151 12345678', 'x'.repeat(1601)))).toEqual({
      outcome: 'refused',
      why: 'other',
      detail: 'ValidationException FIELD_VALIDATION_FAILED DestinationPhoneNumber MessageBody',
    });
  });
});

describe('The list', () => {
  test('is of one number, or of the newest', async () => {
    const { sms, texts } = await setUp();
    for (const [to, body] of [
      ['+4915112345678', 'a'],
      ['+4915112345679', 'b'],
      ['+4915112345678', 'c'],
    ] as const) {
      await sms.send(messageTo(to, body));
    }
    const bodies = (filter: { to?: string; limit: number }) => texts.list(filter).map(({ body }) => body);
    expect(bodies({ to: '+4915112345678', limit: 100 })).toEqual(['a', 'c']);
    // As a query without an escape is read.
    expect(bodies({ to: ' 4915112345679', limit: 100 })).toEqual(['b']);
    expect(bodies({ to: '', limit: 100 })).toEqual([]);
    expect(bodies({ limit: 2 })).toEqual(['b', 'c']);
  });

  test('outlives the process, and ends with a reset', async () => {
    const { sms, restart } = await setUp();
    await sms.send(messageTo('+4915112345678'));
    const again = restart();
    expect(again.list(ALL)).toHaveLength(1);
    again.reset();
    expect(again.list(ALL)).toEqual([]);
  });
});

describe('As AWS it refuses', () => {
  const request: SendTextMessageCommandInput = {
    DestinationPhoneNumber: '+4915112345678',
    MessageBody: 'Hello',
  };
  test.each([
    { what: 'no body', more: { MessageBody: undefined }, field: 'MessageBody' },
    { what: 'an empty body', more: { MessageBody: '' }, field: 'MessageBody' },
    { what: 'a blank body', more: { MessageBody: ' \n' }, field: 'MessageBody' },
    { what: 'a body of 1,601 characters', more: { MessageBody: 'x'.repeat(1601) }, field: 'MessageBody' },
    {
      what: 'a number without a country',
      more: { DestinationPhoneNumber: '015112345678' },
      field: 'DestinationPhoneNumber',
    },
    {
      what: 'a number of 16 digits',
      more: { DestinationPhoneNumber: '+1234567890123456' },
      field: 'DestinationPhoneNumber',
    },
    { what: 'a life of 4 seconds', more: { TimeToLive: 4 }, field: 'TimeToLive' },
    { what: 'a life of more than 3 days', more: { TimeToLive: 259_201 }, field: 'TimeToLive' },
    { what: 'a price without a point', more: { MaxPrice: '1' }, field: 'MaxPrice' },
    { what: 'a price of three digits', more: { MaxPrice: '100.0' }, field: 'MaxPrice' },
    {
      what: 'six pairs of context',
      more: { Context: { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' } },
      field: 'Context',
    },
    { what: 'a key with a blank', more: { Context: { 'a b': '1' } }, field: 'Context' },
    { what: 'a value with a blank at its end', more: { Context: { a: '1 ' } }, field: 'Context' },
    { what: 'an identity with a blank', more: { OriginationIdentity: 'a b' }, field: 'OriginationIdentity' },
  ])('$what', async ({ more, field }) => {
    const { client, texts } = await setUp();
    const sent = client.send(new SendTextMessageCommand({ ...request, ...more }));
    await expect(sent).rejects.toMatchObject({
      name: 'ValidationException',
      Reason: 'FIELD_VALIDATION_FAILED',
      Fields: [{ Name: field }],
    } satisfies Partial<Omit<ValidationException, 'Fields'>> & { Fields: { Name: string }[] });
    expect(texts.list(ALL)).toEqual([]);
  });

  test('a field that the API does not have', async () => {
    const { texts } = await setUp();
    expect(texts.sendTextMessage(JSON.stringify({ ...request, Priority: 'high' }))).toMatchObject({
      status: 400,
      errorType: 'ValidationException',
      body: { Fields: [{ Name: 'Priority' }] },
    });
  });

  test('a number that has opted out, with the reason', async () => {
    const { client } = await setUp();
    const sent = client.send(
      new SendTextMessageCommand({ ...request, DestinationPhoneNumber: '+4915112340404' }),
    );
    await expect(sent).rejects.toMatchObject({
      name: 'ConflictException',
      Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
    } satisfies Partial<ConflictException>);
  });

  test('nothing of what it may take, and sends nothing of a dry run', async () => {
    const { client, texts } = await setUp();
    const answer = await client.send(
      new SendTextMessageCommand({
        ...request,
        OriginationIdentity: 'arn:aws:sms-voice:eu-central-1:123456789012:pool/pool-1',
        MessageType: 'TRANSACTIONAL',
        ConfigurationSetName: 'alerts',
        MaxPrice: '.25',
        TimeToLive: 5,
        Context: { leadId: 'x' },
        Keyword: 'ACME',
        DestinationCountryParameters: { IN_ENTITY_ID: '1' },
        ProtectConfigurationId: 'protect-1',
        MessageFeedbackEnabled: false,
        DryRun: true,
      }),
    );
    expect(answer.MessageId).toBeDefined();
    expect(texts.list(ALL)).toEqual([]);
  });
});
