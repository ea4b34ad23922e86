import {
  PinpointSMSVoiceV2ServiceException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';

/** What one SMS came to. `detail` is for logs and people: names of errors, never the number or the text. */
export type SmsOutcome =
  | { outcome: 'sent'; messageId: string }
  /** It was certainly not sent, and would not be if it were asked for again now. */
  | { outcome: 'refused'; why: SmsRefusal; detail: string }
  /** It may have been sent. */
  | { outcome: 'unknown'; detail: string }
  /** Nobody was asked: there is nothing to send SMS from, or on this stage the number is not one that may get any. */
  | { outcome: 'off' };

/** `not_verified`: the account is in the sandbox, where only verified numbers get SMS. */
export const smsRefusals = ['opted_out', 'not_verified', 'spend_limit', 'price', 'other'] as const;
export type SmsRefusal = (typeof smsRefusals)[number];

/** By the reason that an error of the API carries, whatever its kind. */
const refusals = new Map<string, SmsRefusal>([
  ['DESTINATION_PHONE_NUMBER_OPTED_OUT', 'opted_out'],
  ['DESTINATION_PHONE_NUMBER_NOT_VERIFIED', 'not_verified'],
  ['MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT', 'spend_limit'],
  ['PRICE_OVER_THRESHOLD', 'price'],
]);

/**
 * What a failed call of SendTextMessage tells; `throttled` is the only failure after which it may be called again.
 * The API has no token that makes repeating safe, and calls `InternalServerException` retryable though the SMS may
 * have left.
 * @see https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html
 */
export const classifySmsFailure = (
  error: unknown,
): Extract<SmsOutcome, { detail: string }> | { outcome: 'throttled'; detail: string } => {
  const detail = detailOf(error);
  if (!(error instanceof PinpointSMSVoiceV2ServiceException)) return { outcome: 'unknown', detail };
  const status = error.$metadata.httpStatusCode ?? 0;
  if (error instanceof ThrottlingException || status === 429) return { outcome: 'throttled', detail };
  const isClear = error.$fault === 'client' && status >= 400 && status < 500 && status !== 408;
  if (!isClear) return { outcome: 'unknown', detail };
  return { outcome: 'refused', why: refusals.get(reasonOf(error)) ?? 'other', detail };
};

const reasonOf = (error: object): string =>
  'Reason' in error && typeof error.Reason === 'string' ? error.Reason : '';

/** Messages of errors quote what was sent, so only names are told: of the error, its reason or code, its fields. */
const detailOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? String(error.code) : '';
  const fields = error instanceof ValidationException ? (error.Fields ?? []) : [];
  const words = [error.name, reasonOf(error), code, ...fields.map(({ Name }) => Name ?? '')];
  return [...new Set(words.filter(isName))].join(' ').slice(0, 200);
};

/** No number, and nothing of a text. */
const isName = (word: string): boolean => /^[A-Za-z_]{1,80}$/.test(word);
