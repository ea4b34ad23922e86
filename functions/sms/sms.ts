import {
  PinpointSMSVoiceV2Client,
  type PinpointSMSVoiceV2ClientConfig,
  SendTextMessageCommand,
  type SendTextMessageCommandInput,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SECOND } from '../platform/clock.ts';
import type { SmsConfig } from './config.ts';
import { classifySmsFailure, type SmsOutcome } from './outcome.ts';

export interface SmsMessage {
  /** E.164, such as `+4930123456`. */
  to: string;
  /** As `fitSms` makes it. */
  body: string;
  /** How long it is worth delivering; the API takes 5 seconds to 3 days. */
  ttlSeconds: number;
  /** What the events of a configuration set tell of it; the first five, none of them personal. */
  context: Readonly<Record<string, string>>;
}

export interface Sms {
  /** Sends it once at most, and never throws: whoever calls this again for the same SMS may send a second one. */
  send: (message: SmsMessage) => Promise<SmsOutcome>;
}

export interface SmsDeps {
  client: PinpointSMSVoiceV2Client;
  config: SmsConfig;
  /** Whether everybody may be reached, or only `testNumbers`. */
  isLive: boolean;
  sleep: (ms: number) => Promise<void>;
}

/** The SDK would by itself repeat calls that may have sent the SMS. */
const MAX_ATTEMPTS = 1;

/**
 * A client whose calls are made once. Each has a connection of its own: one that was closed while the function was
 * frozen would fail as a call does that was taken.
 */
export const makeSmsClient = (settings: PinpointSMSVoiceV2ClientConfig = {}): PinpointSMSVoiceV2Client =>
  new PinpointSMSVoiceV2Client({
    requestHandler: {
      connectionTimeout: 3 * SECOND,
      requestTimeout: 10 * SECOND,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: false },
      httpsAgent: { keepAlive: false },
    },
    ...settings,
    maxAttempts: MAX_ATTEMPTS,
  });

/** Pauses before a throttled call is made again: what it counts is segments a second of one number. */
const pauses: readonly number[] = [SECOND / 2, SECOND, 2 * SECOND];

export const makeSms = ({ client, config, isLive, sleep }: SmsDeps): Sms => {
  const call = async (input: SendTextMessageCommandInput) => {
    try {
      const { MessageId } = await client.send(new SendTextMessageCommand(input));
      if (MessageId !== undefined) return { outcome: 'sent', messageId: MessageId } as const;
      return { outcome: 'unknown', detail: 'an answer without an id' } as const;
    } catch (error) {
      return classifySmsFailure(error);
    }
  };
  return {
    send: async (message) => {
      const mayGetIt = isLive || config.testNumbers.includes(message.to);
      if (config.originationIdentity === undefined || !mayGetIt) return { outcome: 'off' };
      const input = inputOf(message, config);
      let result = await call(input);
      for (const pause of pauses) {
        if (result.outcome !== 'throttled') break;
        await sleep(pause);
        result = await call(input);
      }
      if (result.outcome !== 'throttled') return result;
      return { outcome: 'refused', why: 'other', detail: result.detail };
    },
  };
};

/** @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html for the bounds. */
const inputOf = (message: SmsMessage, config: SmsConfig): SendTextMessageCommandInput => ({
  DestinationPhoneNumber: message.to,
  OriginationIdentity: config.originationIdentity,
  MessageBody: message.body,
  MessageType: 'TRANSACTIONAL',
  ConfigurationSetName: config.configurationSet,
  MaxPrice: config.maxPrice,
  TimeToLive: Math.min(Math.max(Math.floor(message.ttlSeconds), 5), 259_200),
  Context: contextOf(message.context),
});

/** Keys without blanks up to 100 characters, values without blanks around them up to 800, five pairs at most. */
const contextOf = (context: SmsMessage['context']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(context)
      .map(([key, value]): [string, string] => [
        upTo(100, key.trim().replace(/\s+/g, '_')),
        upTo(800, value.trim()).trimEnd(),
      ])
      .filter(([key, value]) => key !== '' && value !== '')
      .slice(0, 5),
  );

/** Never half of a character. */
const upTo = (length: number, text: string): string => text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
