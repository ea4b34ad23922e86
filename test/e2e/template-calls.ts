import type { TestCloud } from '../embedded-cloud.ts';

export interface Problem {
  code: string;
  detail: string;
  errors?: { pointer: string; code: string; detail: string }[];
  lint?: { severity: string; rule: string; remedy: string }[];
}

const draft = (different: Record<string, unknown> = {}) => ({
  category: 'system',
  subjectTemplate: 'Offer for {{= it.name }}',
  htmlTemplate: '<p>First words for {{= it.name }}</p>',
  textTemplate: 'First words for {{= it.name }}',
  variables: { name: { type: 'string', required: true, example: 'Ada' } },
  ...different,
});

/** What a caller does with templates, on the cloud that runs by then. */
export const templateCalls = (cloud: () => TestCloud) => {
  const create = (name: string, different: Record<string, unknown> = {}) =>
    cloud().call<Problem & { revision: number }>('POST', '/v1/templates', { name, ...draft(different) });
  const put = (name: string, different: Record<string, unknown>, headers: Record<string, string> = {}) =>
    cloud().call<Problem & { revision: number }>(
      'PUT',
      `/v1/templates/${name}/draft`,
      draft(different),
      headers,
    );
  const publish = (name: string, body: Record<string, unknown> = { activate: true }) =>
    cloud().call<Problem & { version: number; activeVersion?: number }>(
      'POST',
      `/v1/templates/${name}/publish`,
      body,
    );
  const post = <T>(path: string, body: unknown = {}) =>
    cloud().call<T & Problem>('POST', `/v1/templates/${path}`, body);

  const sendFrom = (template: string, to: string, more: Record<string, unknown> = {}) =>
    cloud().send(to, { template, data: { name: 'Ada' }, ...more });
  const htmlTo = async (to: string): Promise<string> => {
    await cloud().idle();
    const [arrived] = await cloud().inbox(to);
    return (await cloud().mail(arrived!.id)).html;
  };

  return { create, put, publish, post, sendFrom, htmlTo };
};
