import FormData from 'form-data';
import Mailgun from 'mailgun.js';

const factory = new Mailgun(FormData);
export type MailgunApi = ReturnType<typeof factory.client>;

/** Makes clients of Mailgun's API by key; the one of the latest key is kept. */
export const makeMailgunClients = (settings: {
  url: string;
  timeoutMs: number;
}): ((key: string) => MailgunApi) => {
  let current: { key: string; client: MailgunApi } | undefined;
  return (key) => {
    if (current?.key !== key) {
      current = {
        key,
        client: factory.client({ username: 'api', key, url: settings.url, timeout: settings.timeoutMs }),
      };
    }
    return current.client;
  };
};
