const key = 'local-dev-key';

/** What the service answered when it said no. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `The service answered ${status}.`);
    this.status = status;
    this.errors = problem.errors ?? [];
  }
}

const readJson = async (answer) => {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(answer.status, { detail: `The service answered ${answer.status} without JSON.` });
  }
};

const call = async (method, path, body, { signal } = {}) => {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Error('The service does not answer. Is npm start still running?');
  }
  const content = await readJson(answer);
  if (!answer.ok) throw new Refusal(answer.status, content);
  return content;
};

export const getHealth = () => call('GET', '/_local/health');
export const getInbox = (query, options) =>
  call('GET', `/_local/inbox?${new URLSearchParams(query)}`, undefined, options);
export const getMail = (id) => call('GET', `/_local/inbox/${encodeURIComponent(id)}`);
export const getEmail = (id) => call('GET', `/v1/emails/${encodeURIComponent(id)}`);
export const listEmails = (query, options) =>
  call('GET', `/v1/emails?${new URLSearchParams(query)}`, undefined, options);
export const getStatus = () => call('GET', '/v1/status');
export const resumeSending = (what) => call('POST', '/v1/resume', what);
export const getTemplate = (name) => call('GET', `/v1/templates/${encodeURIComponent(name)}`);
export const previewTemplate = (name, request) =>
  call('POST', `/v1/templates/${encodeURIComponent(name)}/preview`, request);

/** All of them: there are a few dozen. */
export const listTemplates = async () => {
  const found = [];
  let cursor;
  do {
    const page = await call(
      'GET',
      `/v1/templates?${new URLSearchParams({ limit: '100', ...(cursor && { cursor }) })}`,
    );
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
};

export const sendEmail = (email) => call('POST', '/v1/emails', email);
export const advanceClock = (advance) => call('POST', '/_local/clock', { advance });
export const setFault = (fault) => call('POST', '/_local/mailgun/faults', fault);
export const reset = () => call('POST', '/_local/reset', {});

/** A first mail to try in a shell. */
export const firstCurl = () =>
  [
    `curl -s ${location.origin}/v1/emails \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"to": {"email": "ada@example.com"},`,
    `       "template": "system_notification",`,
    `       "data": {"title": "Hello",`,
    `                "body": "It works."}}'`,
  ].join('\n');
