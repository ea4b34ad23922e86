import * as z from 'zod';

/** What of an error tells its kind; the SDK's own classes differ from client to client. */
interface Told {
  name: string;
  code: string;
  message: string;
  /** The status of an answer of AWS; undefined of errors that are none. */
  status: number | undefined;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const answerSchema = z.object({ $metadata: z.object({ httpStatusCode: z.number().optional() }) });

/** The SDK puts what it knows of an answer on the error that it makes of it. */
const statusOf = (error: Error): number | undefined => {
  const answer = answerSchema.safeParse(error);
  return answer.success ? answer.data.$metadata.httpStatusCode : undefined;
};

/** An error, then what caused it: Node hides "connection refused" of two addresses in an `AggregateError`. */
function* causes(error: unknown, depth = 0): Generator<Told> {
  if (!(error instanceof Error) || depth > 5) return;
  yield {
    name: error.name,
    code: 'code' in error ? textOf(error.code) : '',
    message: error.message.replaceAll(/\s+/g, ' ').trim(),
    status: statusOf(error),
  };
  yield* causes(error.cause, depth + 1);
  if (error instanceof AggregateError) for (const one of error.errors) yield* causes(one, depth + 1);
}

interface Kind {
  is: (told: Told) => boolean;
  says: (told: Told) => string;
}

const named =
  (...names: string[]) =>
  ({ name, code }: Told): boolean =>
    names.includes(name) || names.includes(code);

const CHECK_BY = '`aws sts get-caller-identity` tells whether they work.';

/** The SDK goes on from a profile that gives nothing to all other sources, and then complains of the last. */
const profileWithout = (profile = ''): string | undefined =>
  profile === ''
    ? undefined
    : `The AWS profile ${profile}, which AWS_PROFILE or --profile names, gives no credentials: name another, or write it with \`aws configure --profile ${profile}\` or \`aws configure sso --profile ${profile}\`.`;

/** Which host was asked, where the error names one. */
const hostIn = ({ message }: Told): string =>
  /(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT) (\S+)/.exec(message)?.[1] ?? 'AWS';

const answerIn = ({ name, message }: Told): string => `${name}: ${message.slice(0, 300).replace(/\.$/, '')}`;

/**
 * The kinds, the first that fits. Names are those of the services' "Common Errors", which differ by protocol
 * (`ExpiredToken` of STS and S3 is `ExpiredTokenException` of DynamoDB), of the SDK's credential providers, and of Node.
 */
const kinds: readonly Kind[] = [
  {
    is: (told) =>
      named('ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired')(told) ||
      (/^(Credentials|Token)ProviderError$/.test(told.name) &&
        /expired|re-authenticate|session.* is invalid|refresh/i.test(told.message)),
    says: () =>
      'The AWS credentials have expired: sign in again (`aws sso login` or `aws login`, with --profile NAME where you use one), or renew AWS_SESSION_TOKEN.',
  },
  {
    is: ({ message }) => /^Profile \S+ .*not.* found|using profile: \[|^Profile '.*' could not/.test(message),
    says: ({ message }) =>
      `The AWS profile can't be used (${message.replace(/\.$/, '')}): name another in AWS_PROFILE or --profile, or write it with \`aws configure --profile NAME\`.`,
  },
  {
    is: named('CredentialsProviderError', 'TokenProviderError', 'MissingAuthenticationToken'),
    says: () =>
      profileWithout(process.env['AWS_PROFILE']) ??
      'There are no AWS credentials: sign in with `aws configure` or `aws sso login`, and name the profile in AWS_PROFILE; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  },
  {
    is: named(
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidAccessKeyId',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'IncompleteSignature',
      'AuthFailure',
    ),
    says: () =>
      `AWS does not know these credentials, or the region is not switched on in the account: check AWS_ACCESS_KEY_ID or the profile, the region, and the clock of this machine. ${CHECK_BY}`,
  },
  {
    is: named('RequestTimeTooSkewed', 'RequestExpired'),
    says: () =>
      'The clock of this machine is wrong by minutes, so AWS refuses its signatures: set the clock.',
  },
  {
    is: ({ message }) => message === 'Region is missing' || /^Region not accepted/.test(message),
    says: () =>
      'The AWS region is missing or is not one: set AWS_REGION, such as AWS_REGION=eu-central-1, or the region of the profile.',
  },
  {
    is: named(
      'AccessDenied',
      'AccessDeniedException',
      'UnauthorizedOperation',
      'NotAuthorized',
      'OptInRequired',
    ),
    says: ({ message }) =>
      `The AWS credentials may not do this: ${message.slice(0, 300).replace(/\.?$/, '.')} Ask for that permission, or use credentials that have it.`,
  },
  {
    is: named('ERR_INVALID_URL'),
    says: () =>
      `AWS_ENDPOINT_URL is ${JSON.stringify(process.env['AWS_ENDPOINT_URL'] ?? '')}, which is no address: name one such as http://127.0.0.1:4566, or unset it.`,
  },
  {
    is: ({ name, message }) =>
      /parse error|Deserialization error|EPROTO|ERR_SSL/i.test(message) ||
      (name === 'Unknown' && /^Unknown/.test(message)),
    says: () =>
      'What answers is not AWS: unset AWS_ENDPOINT_URL, or name an address where AWS or its emulator is, and check the proxy.',
  },
  {
    is: named('ENOTFOUND', 'EAI_AGAIN'),
    says: (told) =>
      `${hostIn(told)} has no address: check the region (AWS_REGION, or the profile's), AWS_ENDPOINT_URL where it is set, and the network.`,
  },
  {
    is: named('ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH'),
    says: (told) =>
      `${hostIn(told)} can't be reached (${told.code || told.name}): check the network, its proxy, and AWS_ENDPOINT_URL where it is set.`,
  },
  {
    is: (told) =>
      named('ETIMEDOUT', 'TimeoutError', 'RequestTimeout', 'AbortError')(told) ||
      /timed out/i.test(told.message),
    says: () => 'AWS did not answer in time: check the network and its proxy, then repeat the command.',
  },
  {
    is: ({ code, message }) =>
      /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code) || /self.signed certificate/.test(message),
    says: ({ code }) =>
      `The certificate of AWS is not trusted here (${code || 'self-signed'}), as behind a proxy that opens TLS: name the proxy's authority in NODE_EXTRA_CA_CERTS.`,
  },
  {
    is: named(
      'Throttling',
      'ThrottlingException',
      'TooManyRequestsException',
      'SlowDown',
      'ServiceUnavailable',
      'ProvisionedThroughputExceededException',
      'RequestLimitExceeded',
      'LimitExceededException',
    ),
    says: () => 'AWS has too much to do for this account at the moment: repeat the command in a minute.',
  },
  {
    is: ({ status }) => status !== undefined && status >= 500,
    says: (told) => `AWS met trouble of its own (${answerIn(told)}): repeat the command in a minute.`,
  },
  {
    is: ({ status }) => status !== undefined,
    says: (told) => `AWS refused a call: ${answerIn(told)}.`,
  },
];

/**
 * What an error of the AWS SDK (or of the network below it) means and what to do about it, in one line; undefined when it
 * is of another kind, which is then a fault of its own.
 */
export const awsFault = (error: unknown): string | undefined => {
  for (const told of causes(error)) {
    const kind = kinds.find(({ is }) => is(told));
    if (kind !== undefined) return kind.says(told);
  }
  return undefined;
};
