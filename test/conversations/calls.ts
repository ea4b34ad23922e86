import type { TestCloud } from '../embedded-cloud.ts';
import type { MailEntry } from './fixture.ts';

/** What a caller does with conversations, on the cloud that runs by then. */
export const conversationCalls = (cloud: () => TestCloud) => {
  const complete = (id: string, conversation: Record<string, unknown>) =>
    cloud().call<{ emails: MailEntry[]; version: number; errors?: { pointer: string; code: string }[] }>(
      'POST',
      `/v1/conversations/${id}/complete`,
      conversation,
    );
  const emailsOf = async (id: string) =>
    (await cloud().call<{ items: MailEntry[] }>('GET', `/v1/conversations/${id}/emails`)).body.items;
  const prefer = (email: string, patch: Record<string, unknown>) =>
    cloud().call('PUT', `/v1/preferences/${email}`, patch);
  return { complete, emailsOf, prefer };
};
