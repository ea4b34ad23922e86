import type { Answer } from './http.ts';
import { json, text } from './http.ts';

/** Mailgun's own words, since clients read them. */
export const refusals = {
  /** Below `/v3` a wrong key is told in plain text. */
  forbidden: (path: string): Answer =>
    path.startsWith('/v3/') ? text(401, 'Forbidden') : json(401, { message: 'Invalid private key' }),
  unknownDomain: (domain: string): Answer => json(404, { message: `Domain not found: ${domain}` }),
  /** Mailgun answers a path that it does not know as if all were well. */
  unknownPath: (): Answer => text(200, 'Mailgun Magnificent API'),
  /** Ours, and the only answer that Mailgun would not give: no client may take a call for done that was not. */
  notEmulated: (operation: string): Answer =>
    json(501, {
      message: `Mailgun has ${operation}, but it is not emulated here; nothing was done.`,
    }),
  badRequest: (message: string): Answer => json(400, { message }),
  messageNotFound: (): Answer => json(404, { message: 'Message not found' }),
  tooLarge: (): Answer => json(413, { message: 'Request Entity Too Large' }),
  recipientLimit: (domain: string, retryAt: number): Answer =>
    json(420, {
      message: `Domain ${domain} is not allowed to send: recipient limit exceeded, try again after ${utcDate(retryAt)}`,
    }),
  requestLimit: (seconds: number): Answer =>
    json(429, { message: `account-requests-per-sec limit exceeded, try again after ${seconds} seconds` }),
  internalError: (): Answer => json(500, { message: 'Internal Server Error' }),
  unavailable: (): Answer => ({
    status: 503,
    headers: { 'Content-Type': 'text/html' },
    body:
      '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n' +
      '<body>\r\n<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n</body>\r\n</html>\r\n',
  }),
};

/** What a 400 of the send endpoint says. */
export const faultsOfMessage = {
  missing: (parameter: string) => `${parameter} parameter is missing`,
  badAddress: (parameter: string) =>
    `${parameter} parameter is not a valid address. please check documentation`,
  templateBesideHtml: "Only one parameters 'html' or 'template' is allowed",
  /** Templates are not stored here, so none is found. */
  unknownTemplate: 'template not found',
  recipientVariables: 'recipient-variables parameter is not a valid JSON. please check documentation',
  noBody: "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified",
  optionsTooLarge: 'Send options (parameters starting with o:, h:, v:, or t:) are limited to 16 kB total',
  tooManyRecipients: 'Too many recipients; max is 1000',
  headerName: (name: string) => `Header name must be pure ASCII: ${name}`,
  deliveryTime: 'o:deliverytime parameter is not a valid date. please check documentation',
  deliveryTooLate: 'o:deliverytime parameter is too far in the future: messages are kept for 3 days',
};

/** RFC 1123, with the zone as Mailgun writes it: `Mon, 25 Aug 2025 07:00:31 UTC`. */
export const utcDate = (epochMs: number): string => new Date(epochMs).toUTCString().replace('GMT', 'UTC');
