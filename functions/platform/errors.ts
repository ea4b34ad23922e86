/** Every error that callers may see: its HTTP status and title. docs/errors.md lists the same codes. */
export const errorCodes = {
  bad_json: { status: 400, title: 'The body is not JSON' },
  unauthorized: { status: 401, title: 'No valid API key' },
  forbidden: { status: 403, title: 'The API key lacks the scope' },
  not_found: { status: 404, title: 'Nothing is here' },
  wrong_state: { status: 409, title: 'Not possible in its present state' },
  name_taken: { status: 409, title: 'The name is taken' },
  busy: { status: 409, title: 'Changed by someone else at the same moment' },
  stale: { status: 412, title: 'Changed since it was read' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body has a form that is not read here' },
  invalid: { status: 422, title: 'The request has faults' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used with another body' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** One fault of a request: where (JSON pointer), a stable code, and what to do. */
export interface Fault {
  pointer: string;
  code: string;
  detail: string;
}

/** An error that the caller is told of as problem+json. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];
  /** More members of the problem, such as the findings of a lint (RFC 9457 §3.2). */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    detail: string,
    options: {
      faults?: readonly Fault[];
      extensions?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.faults = options.faults ?? [];
    this.extensions = options.extensions ?? {};
  }
}
