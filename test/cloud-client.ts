import { LOCAL_KEY } from '../local/cloud.ts';
import type { InboxMail, InboxSummary } from '../local/mailgun/fake-mailgun.ts';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Message {
  id: string;
  status: string;
  reason?: string;
  detail?: string;
  opens: number;
  clicks: number;
  machineOpens: number;
  machineClicks: number;
  attempts: number;
  generation: number;
  messageId: string;
  subject: string;
  createdAt: string;
  sentAt?: string;
  tags: string[];
  metadata: Record<string, unknown>;
  timeline: { type: string; at: string; reason?: string; detail?: string; machine?: boolean }[];
}

/** Of reps whose mails are counted: a digest would come among them whenever the clock passes its hour. */
export const NO_DIGEST = { enabled: false, hour: 8, quietDay: 'short' };

/** The service as a caller sees it, and the controls of the machine it runs on. */
export interface CloudClient {
  url: string;
  call: <T = Record<string, unknown>>(
    method: string,
    pathname: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer<T>>;
  /** Sends a system notification, or what `more` says; answers its id. */
  send: (to: string, more?: Record<string, unknown>) => Promise<string>;
  message: (id: string) => Promise<Message>;
  inbox: (to?: string) => Promise<InboxSummary[]>;
  mail: (id: string) => Promise<InboxMail>;
  /** The mail that a recipient got last. */
  newestMail: (to: string) => Promise<InboxMail>;
  idle: () => Promise<void>;
  advance: (duration: string) => Promise<void>;
  fault: (fault: string, more?: Record<string, unknown>) => Promise<void>;
  busEvents: () => Promise<{ detailType: string; detail: Record<string, unknown> }[]>;
}

/** Calls the service that answers at `url`. */
export const clientAt = (url: string): CloudClient => {
  const call = async <T>(
    method: string,
    pathname: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> => {
    const response = await fetch(url + pathname, {
      method,
      headers: { authorization: `Bearer ${LOCAL_KEY}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as T,
    };
  };
  const control = async (pathname: string, body: unknown): Promise<void> => {
    const answer = await call('POST', `/_local/${pathname}`, body);
    if (answer.status !== 200) throw new Error(`${pathname}: ${JSON.stringify(answer.body)}`);
  };
  const items = async <T>(pathname: string): Promise<T[]> =>
    (await call<{ items: T[] }>('GET', `/_local/${pathname}`)).body.items;
  const inbox = (to?: string): Promise<InboxSummary[]> =>
    items(`inbox?limit=10000${to === undefined ? '' : `&to=${encodeURIComponent(to)}`}`);
  const mail = async (id: string) => (await call<InboxMail>('GET', `/_local/inbox/${id}`)).body;
  return {
    url,
    call,
    send: async (to, more = {}) => {
      const content =
        'subject' in more
          ? {}
          : { template: 'system_notification', data: { title: 'Hello', body: 'It works.' } };
      const answer = await call<{ id?: string }>('POST', '/v1/emails', {
        to: { email: to },
        ...content,
        ...more,
      });
      if (answer.body.id === undefined) throw new Error(`Not accepted: ${JSON.stringify(answer.body)}`);
      return answer.body.id;
    },
    message: async (id) => (await call<Message>('GET', `/v1/emails/${id}`)).body,
    inbox,
    mail,
    newestMail: async (to) => mail((await inbox(to)).at(-1)?.id ?? ''),
    idle: () => control('idle', {}),
    advance: (duration) => control('clock', { advance: duration }),
    fault: (fault, more = {}) => control('mailgun/faults', { fault, share: 1, ...more }),
    busEvents: () => items('events'),
  };
};
