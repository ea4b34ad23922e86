import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test, vi } from 'vitest';
import { awsFault } from '../../lib/aws-fault.ts';

/** As the SDK and Node make them: some have a name, some a code. */
const error = (how: {
  name?: string;
  code?: string;
  message?: string;
  cause?: unknown;
  status?: number;
}): Error =>
  Object.assign(new Error(how.message ?? 'No more is said.', { cause: how.cause }), {
    ...(how.name !== undefined && { name: how.name }),
    ...(how.code !== undefined && { code: how.code }),
    ...(how.status !== undefined && { $metadata: { httpStatusCode: how.status } }),
  });

const EXPIRED = /^The AWS credentials have expired: sign in again/;
const NONE = /^There are no AWS credentials: sign in with/;
const UNKNOWN = /^AWS does not know these credentials, or the region is not switched on/;
const DENIED = /^The AWS credentials may not do this: /;
const TIMEOUT = /^AWS did not answer in time: /;
const UNREACHABLE = /can't be reached \(\w+\): check the network/;

describe('An error of AWS in one line', () => {
  test.each([
    { how: { name: 'ExpiredToken', message: 'The security token is expired' }, says: EXPIRED },
    { how: { name: 'ExpiredTokenException' }, says: EXPIRED },
    {
      how: {
        name: 'TokenProviderError',
        message: 'Token is expired. To refresh this SSO session run aws sso login',
      },
      says: EXPIRED,
    },
    {
      how: {
        name: 'CredentialsProviderError',
        message: 'The SSO session associated with this profile has expired.',
      },
      says: EXPIRED,
    },
    {
      how: { name: 'CredentialsProviderError', message: 'Could not load credentials from any providers' },
      says: NONE,
    },
    {
      how: {
        name: 'CredentialsProviderError',
        message: 'Could not resolve credentials using profile: [crm] in configuration/credentials file(s).',
      },
      says: /^The AWS profile can't be used .*\[crm\].*: name another in AWS_PROFILE/,
    },
    { how: { name: 'UnrecognizedClientException' }, says: UNKNOWN },
    { how: { name: 'InvalidClientTokenId' }, says: UNKNOWN },
    { how: { name: 'SignatureDoesNotMatch' }, says: UNKNOWN },
    { how: { name: 'RequestExpired' }, says: /^The clock of this machine is wrong/ },
    { how: { message: 'Region is missing' }, says: /^The AWS region is missing/ },
    {
      how: { message: 'Region not accepted: region="eu west" is not a valid hostname component.' },
      says: /^The AWS region is missing or is not one/,
    },
    {
      how: { name: 'AccessDenied', message: 'User: arn:x is not authorized to perform: a:B' },
      says: /^The AWS credentials may not do this: User: arn:x is not authorized to perform: a:B\. Ask for/,
    },
    { how: { name: 'AccessDeniedException', message: 'long '.repeat(400) }, says: DENIED },
    {
      how: { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND sts.eu-wset-1.amazonaws.com' },
      says: /^sts\.eu-wset-1\.amazonaws\.com has no address: check the region/,
    },
    { how: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:9' }, says: UNREACHABLE },
    { how: { code: 'ECONNRESET' }, says: UNREACHABLE },
    { how: { name: 'TimeoutError' }, says: TIMEOUT },
    { how: { code: 'ETIMEDOUT' }, says: TIMEOUT },
    { how: { message: 'Connection timed out after 1000 ms' }, says: TIMEOUT },
    { how: { code: 'SELF_SIGNED_CERT_IN_CHAIN' }, says: /NODE_EXTRA_CA_CERTS/ },
    { how: { name: 'ThrottlingException' }, says: /repeat the command in a minute/ },
    {
      how: { name: 'InternalServerError', message: 'An error occurred.', status: 500 },
      says: /^AWS met trouble of its own \(InternalServerError: An error occurred\): repeat the command in a minute\.$/,
    },
    {
      how: { name: 'ValidationException', message: 'No such thing.', status: 400 },
      says: /^AWS refused a call: ValidationException: No such thing\.$/,
    },
    { how: { message: 'request failed', cause: error({ code: 'ECONNREFUSED' }) }, says: UNREACHABLE },
  ])('$how says $says', ({ how, says }) => {
    const line = awsFault(error(how)) ?? '';
    expect(line).toMatch(says);
    expect(line).not.toContain('\n');
    expect(line.length).toBeLessThan(500);
  });

  test('names the profile that gives no credentials, where one is named', () => {
    vi.stubEnv('AWS_PROFILE', 'crn');
    const none = error({ name: 'CredentialsProviderError', message: 'Could not load credentials' });
    expect(awsFault(none)).toMatch(/^The AWS profile crn, which AWS_PROFILE or --profile names, gives no/);
    vi.unstubAllEnvs();
  });

  test('is that of the first address when several were tried', () => {
    const refused = new AggregateError([
      error({ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED ::1:9' }),
    ]);
    expect(awsFault(refused)).toMatch(/^::1:9 can't be reached/);
  });

  test.each([new Error('a bug'), new TypeError('x is not a function'), 'a text', undefined])(
    'is not made of %s, which is a fault of its own',
    (other) => {
      expect(awsFault(other)).toBeUndefined();
    },
  );

  test('is made of what the SDK itself throws where nothing listens', async () => {
    const sts = new STSClient({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:9',
      maxAttempts: 1,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const thrown: unknown = await sts.send(new GetCallerIdentityCommand({})).catch((fault: unknown) => fault);
    expect(awsFault(thrown)).toMatch(/^127\.0\.0\.1:9 can't be reached \(ECONNREFUSED\)/);
  });
});
