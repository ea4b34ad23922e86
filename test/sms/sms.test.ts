import {
  AccessDeniedException,
  ConflictException,
  InternalServerException,
  PinpointSMSVoiceV2Client,
  PinpointSMSVoiceV2ServiceException,
  ResourceNotFoundException,
  SendTextMessageCommand,
  ServiceQuotaExceededException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkConfig } from '../../functions/app-config.ts';
import { smsConfigOf } from '../../functions/sms/config.ts';
import { makeSms, type SmsMessage } from '../../functions/sms/sms.ts';

const NUMBER = '+4915112345678';
const message: SmsMessage = {
  to: NUMBER,
  body: 'Hot lead: Ada https://mail.example.com/l/x',
  ttlSeconds: 600,
  context: { leadId: 'lead-1' },
};

const setUp = (section: Record<string, unknown> = {}, isLive = true) => {
  const config = smsConfigOf(
    checkConfig({ sms: { origination_identity: 'pool-1', ...section } }, 'app.yaml'),
  );
  const mock = mockClient(PinpointSMSVoiceV2Client);
  onTestFinished(() => {
    mock.restore();
  });
  const slept: number[] = [];
  const sms = makeSms({
    client: new PinpointSMSVoiceV2Client({ region: 'us-east-1' }),
    config,
    isLive,
    sleep: (ms) => {
      slept.push(ms);
      return Promise.resolve();
    },
  });
  const command = mock.on(SendTextMessageCommand);
  const requests = () => mock.commandCalls(SendTextMessageCommand).map(({ args: [{ input }] }) => input);
  return { sms, command, requests, slept };
};

const answered = (httpStatusCode: number) => ({
  $metadata: { httpStatusCode },
  message: `Not to ${NUMBER}: ${message.body}`,
});
const throttled = () => new ThrottlingException(answered(400));

describe('An SMS', () => {
  test('is asked for with all that is configured', async () => {
    const { sms, command, requests } = setUp({ configuration_set: 'alerts', max_price: '.5' });
    command.resolves({ MessageId: 'sms-1' });
    expect(await sms.send(message)).toEqual({ outcome: 'sent', messageId: 'sms-1' });
    expect(requests()).toEqual([
      {
        DestinationPhoneNumber: NUMBER,
        OriginationIdentity: 'pool-1',
        MessageBody: message.body,
        MessageType: 'TRANSACTIONAL',
        ConfigurationSetName: 'alerts',
        MaxPrice: '.5',
        TimeToLive: 600,
        Context: { leadId: 'lead-1' },
      },
    ]);
  });

  test.each([
    { ttlSeconds: -1, sent: 5 },
    { ttlSeconds: 4.9, sent: 5 },
    { ttlSeconds: 90.9, sent: 90 },
    { ttlSeconds: 259_201, sent: 259_200 },
    { ttlSeconds: Infinity, sent: 259_200 },
  ])('that is to be delivered within $ttlSeconds s gets $sent s', async ({ ttlSeconds, sent }) => {
    const { sms, command, requests } = setUp();
    command.resolves({ MessageId: 'sms-1' });
    await sms.send({ ...message, ttlSeconds });
    expect(requests()[0]?.TimeToLive).toBe(sent);
  });

  test.each([
    {
      what: 'the first five of six',
      context: { a: '1', b: '2', c: '3', d: '4', e: '5', f: '6' },
      sent: { a: '1', b: '2', c: '3', d: '4', e: '5' },
    },
    {
      what: 'keys of 100 characters',
      context: { ['k'.repeat(101)]: 'v' },
      sent: { ['k'.repeat(100)]: 'v' },
    },
    { what: 'keys without blanks', context: { ' the  hot\tlead ': 'v' }, sent: { the_hot_lead: 'v' } },
    { what: 'values of 800 characters', context: { k: 'v'.repeat(801) }, sent: { k: 'v'.repeat(800) } },
    {
      what: 'no half of a character',
      context: { k: `😀${'v'.repeat(797)}😀` },
      sent: { k: `😀${'v'.repeat(797)}` },
    },
    {
      what: 'no blanks around a value',
      context: { k: ` ${'v'.repeat(799)} v` },
      sent: { k: 'v'.repeat(799) },
    },
    { what: 'nothing empty', context: { k: ' ', '': 'v', x: 'y' }, sent: { x: 'y' } },
  ])('carries of its context $what', async ({ context, sent }) => {
    const { sms, command, requests } = setUp();
    command.resolves({ MessageId: 'sms-1' });
    await sms.send({ ...message, context });
    expect(requests()[0]?.Context).toEqual(sent);
  });
});

describe('Nobody is asked', () => {
  test.each([
    { what: 'without an identity to send from', section: { origination_identity: null }, isLive: true },
    { what: 'for others than test numbers on a stage that is not live', section: {}, isLive: false },
    {
      what: 'for a test number without an identity',
      section: { origination_identity: null, test_numbers: [NUMBER] },
      isLive: false,
    },
  ])('$what', async ({ section, isLive }) => {
    const { sms, requests } = setUp(section, isLive);
    expect(await sms.send(message)).toEqual({ outcome: 'off' });
    expect(requests()).toEqual([]);
  });

  test('but for a test number of such a stage', async () => {
    const { sms, command } = setUp({ test_numbers: [NUMBER] }, false);
    command.resolves({ MessageId: 'sms-1' });
    expect(await sms.send(message)).toMatchObject({ outcome: 'sent' });
  });
});

describe('What is certainly not sent is refused, once:', () => {
  const conflict = (
    Reason:
      | 'DESTINATION_PHONE_NUMBER_OPTED_OUT'
      | 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED'
      | 'NO_ORIGINATION_IDENTITIES_FOUND',
  ) => new ConflictException({ ...answered(400), Reason });
  test.each([
    {
      error: conflict('DESTINATION_PHONE_NUMBER_OPTED_OUT'),
      why: 'opted_out',
      detail: 'ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT',
    },
    {
      error: conflict('DESTINATION_PHONE_NUMBER_NOT_VERIFIED'),
      why: 'not_verified',
      detail: 'ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED',
    },
    {
      error: conflict('NO_ORIGINATION_IDENTITIES_FOUND'),
      why: 'other',
      detail: 'ConflictException NO_ORIGINATION_IDENTITIES_FOUND',
    },
    {
      error: new ServiceQuotaExceededException({
        ...answered(400),
        Reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
      }),
      why: 'spend_limit',
      detail: 'ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT',
    },
    {
      error: new ValidationException({ ...answered(400), Reason: 'PRICE_OVER_THRESHOLD' }),
      why: 'price',
      detail: 'ValidationException PRICE_OVER_THRESHOLD',
    },
    {
      error: new ValidationException({
        ...answered(400),
        Reason: 'FIELD_VALIDATION_FAILED',
        Fields: [
          { Name: 'DestinationPhoneNumber', Message: NUMBER },
          { Name: `at ${NUMBER}`, Message: NUMBER },
          { Name: `${NUMBER} is`, Message: NUMBER },
          { Name: 'DestinationPhoneNumber', Message: NUMBER },
          { Name: undefined, Message: NUMBER },
        ],
      }),
      why: 'other',
      detail: 'ValidationException FIELD_VALIDATION_FAILED DestinationPhoneNumber',
    },
    { error: new AccessDeniedException(answered(400)), why: 'other', detail: 'AccessDeniedException' },
    {
      error: new ResourceNotFoundException(answered(400)),
      why: 'other',
      detail: 'ResourceNotFoundException',
    },
  ])('$detail is $why', async ({ error, why, detail }) => {
    const { sms, command, requests } = setUp();
    command.rejects(error);
    expect(await sms.send(message)).toEqual({ outcome: 'refused', why, detail });
    expect(requests()).toHaveLength(1);
  });
});

describe('What may have been sent is unknown, and never asked for again:', () => {
  const coded = (code: string) => Object.assign(new Error(`connect ${NUMBER}`), { code });
  const unnamed = (httpStatusCode: number) =>
    new PinpointSMSVoiceV2ServiceException({
      ...answered(httpStatusCode),
      name: 'UnknownError',
      $fault: 'client',
    });
  test.each([
    { error: new InternalServerException(answered(500)), detail: 'InternalServerException' },
    { error: new InternalServerException(answered(400)), detail: 'InternalServerException' },
    { error: unnamed(502), detail: 'UnknownError' },
    { error: unnamed(408), detail: 'UnknownError' },
    { error: unnamed(200), detail: 'UnknownError' },
    { error: coded('ECONNRESET'), detail: 'Error ECONNRESET' },
    { error: coded('EPIPE'), detail: 'Error EPIPE' },
    { error: coded(`E ${NUMBER}`), detail: 'Error' },
    { error: Object.assign(new Error(NUMBER), { code: 110 }), detail: 'Error' },
    { error: Object.assign(new Error('slow'), { name: 'TimeoutError' }), detail: 'TimeoutError' },
    { error: new SyntaxError(`Unexpected token in ${message.body}`), detail: 'SyntaxError' },
  ])('$detail', async ({ error, detail }) => {
    const { sms, command, requests } = setUp();
    command.rejects(error);
    expect(await sms.send(message)).toEqual({ outcome: 'unknown', detail });
    expect(requests()).toHaveLength(1);
  });

  test('told in few words, however many fields an error names', async () => {
    const { sms, command } = setUp();
    const Fields = Array.from('abcdefgh', (letter) => ({ Name: letter.repeat(60), Message: 'x' }));
    command.rejects(new ValidationException({ ...answered(503), Fields }));
    const { detail } = { detail: '', ...(await sms.send(message)) };
    expect(detail).toHaveLength(200);
  });

  test('an answer without an id', async () => {
    const { sms, command, requests } = setUp();
    command.resolves({});
    expect(await sms.send(message)).toEqual({ outcome: 'unknown', detail: 'an answer without an id' });
    expect(requests()).toHaveLength(1);
  });
});

describe('A throttled SMS is asked for again, as nothing of it was taken,', () => {
  test('until it is taken', async () => {
    const { sms, command, requests, slept } = setUp();
    command.rejectsOnce(throttled()).rejectsOnce(throttled()).resolves({ MessageId: 'sms-1' });
    expect(await sms.send(message)).toEqual({ outcome: 'sent', messageId: 'sms-1' });
    expect(requests()).toHaveLength(3);
    expect(slept).toEqual([500, 1000]);
  });

  test('three times, and is refused then', async () => {
    const { sms, command, requests, slept } = setUp();
    command.rejects(throttled());
    expect(await sms.send(message)).toEqual({
      outcome: 'refused',
      why: 'other',
      detail: 'ThrottlingException',
    });
    expect(requests()).toHaveLength(4);
    expect(slept).toEqual([500, 1000, 2000]);
  });

  test('and no more once its outcome is unknown', async () => {
    const { sms, command, requests } = setUp();
    command.rejectsOnce(throttled()).rejects(new InternalServerException(answered(500)));
    expect(await sms.send(message)).toMatchObject({ outcome: 'unknown' });
    expect(requests()).toHaveLength(2);
  });

  test('also where something before the API answers 429', async () => {
    const { sms, command, requests } = setUp();
    const error = new PinpointSMSVoiceV2ServiceException({
      ...answered(429),
      name: 'TooMany',
      $fault: 'client',
    });
    command.rejectsOnce(error).resolves({ MessageId: 'sms-1' });
    expect(await sms.send(message)).toMatchObject({ outcome: 'sent' });
    expect(requests()).toHaveLength(2);
  });
});
