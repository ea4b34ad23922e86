import { isWebAddress } from '../../lib/web-address.ts';
import { fieldsOf, FormError, parseForm } from './form.ts';
import { type Answer, type Call, json } from './http.ts';
import { refusals } from './refusals.ts';
import {
  type WebhookAddresses,
  type WebhookType,
  webhookTypes,
  webhookTypeSchema,
} from './webhook-addresses.ts';

export interface WebhookRoutes {
  all: (domain: string) => Answer;
  get: (domain: string, type: string) => Answer;
  /** `id` and `url`, v3: refused where the type leads somewhere already (seen by others in Notifuse/notifuse#340). */
  create: (call: Call, domain: string) => Promise<Answer>;
  /** `url`, v3: in the place of all that the type had. */
  replace: (call: Call, domain: string, type: string) => Promise<Answer>;
  remove: (domain: string, type: string) => Answer;
  /** `url` and `event_types`, v4: beside what is there. */
  addUrl: (call: Call, domain: string) => Promise<Answer>;
  /** `url` and `event_types`, v4: the address is told of these and of no others. */
  moveUrl: (call: Call, domain: string) => Promise<Answer>;
  /** `url` in the query, v4: commas between several. */
  removeUrls: (call: Call, domain: string) => Answer;
}

const MAX_URLS = 3;

interface Named {
  urls: string[];
  types: WebhookType[];
}

export const makeWebhookRoutes = (addresses: WebhookAddresses): WebhookRoutes => {
  const all = (domain: string): Answer => {
    const urls = addresses.of(domain);
    return json(200, {
      webhooks: Object.fromEntries(webhookTypes.map((type) => [type, described(urls[type])])),
    });
  };
  const change = (domain: string, changed: Partial<Record<WebhookType, readonly string[]>>): Answer => {
    const full = Object.entries(changed).find(([, urls]) => urls.length > MAX_URLS);
    if (full !== undefined) return refused(`Maximum of ${MAX_URLS} urls for type ${full[0]}`);
    addresses.put(domain, changed);
    return all(domain);
  };
  const withUrl = (urls: readonly string[], url: string): string[] => [
    ...urls.filter((other) => other !== url),
    url,
  ];
  const moved = (domain: string, { urls: [url = ''], types }: Named, onlyThese: boolean): Answer => {
    const before = addresses.of(domain);
    const without = (type: WebhookType) => before[type].filter((other) => !onlyThese || other !== url);
    return change(
      domain,
      Object.fromEntries(
        webhookTypes.map((type) => [type, types.includes(type) ? withUrl(before[type], url) : without(type)]),
      ),
    );
  };
  const one = (domain: string, type: WebhookType, message: string, urls: readonly string[]): Answer => {
    const answer = change(domain, { [type]: urls });
    return answer.status === 200 ? json(200, { message, webhook: { urls } }) : answer;
  };
  return {
    all,
    get: (domain, name) => {
      const type = webhookTypeSchema.safeParse(name);
      const urls = type.success ? addresses.of(domain)[type.data] : [];
      return urls.length === 0 ? notFound() : json(200, { webhook: { urls } });
    },
    create: (call, domain) =>
      reading(call, 'id', ({ urls, types: [type] }) => {
        if (type === undefined) return refused('id is missing');
        if (addresses.of(domain)[type].length > 0) return refused('Webhook already exists');
        return one(domain, type, 'Webhook has been created', urls);
      }),
    replace: (call, domain, name) =>
      reading(call, undefined, ({ urls }) => {
        const type = webhookTypeSchema.safeParse(name);
        return type.success ? one(domain, type.data, 'Webhook has been updated', urls) : notFound();
      }),
    remove: (domain, name) => {
      const type = webhookTypeSchema.safeParse(name);
      if (!type.success || addresses.of(domain)[type.data].length === 0) return notFound();
      const urls = addresses.of(domain)[type.data];
      addresses.put(domain, { [type.data]: [] });
      return json(200, { message: 'Webhook has been deleted', webhook: { urls } });
    },
    addUrl: (call, domain) =>
      reading(call, 'event_types', (named) => {
        const [url = ''] = named.urls;
        const twice = named.types.find((type) => addresses.of(domain)[type].includes(url));
        return twice === undefined
          ? moved(domain, named, false)
          : refused(`Webhook for event type '${twice}' with URL '${url}' already exists`);
      }),
    moveUrl: (call, domain) => reading(call, 'event_types', (named) => moved(domain, named, true)),
    removeUrls: ({ query }, domain) => {
      const gone = (query.get('url') ?? '').split(',');
      const before = addresses.of(domain);
      return change(
        domain,
        Object.fromEntries(
          webhookTypes.map((type) => [type, before[type].filter((url) => !gone.includes(url))]),
        ),
      );
    },
  };
};

const described = (urls: readonly string[]) => (urls.length === 0 ? null : { urls });

const notFound = (): Answer => json(404, { message: 'Webhook not found' });

const refused = (Reason: string): Answer => json(400, { Reason });

/** Reads the form of a call, whose types are in a field of this name. */
const reading = async (
  call: Call,
  typeField: string | undefined,
  answer: (named: Named) => Answer,
): Promise<Answer> => {
  try {
    const form = await parseForm(call.headers['content-type'], call.body ?? Buffer.alloc(0));
    const urls = fieldsOf(form, 'url');
    const bad = urls.find((url) => !isWebAddress(url));
    if (urls.length === 0) return refused('url is missing');
    if (bad !== undefined) return refused(`${bad} is not a valid url: invalid URL scheme`);
    const named = typeField === undefined ? [] : fieldsOf(form, typeField);
    const types = named.map((name) => webhookTypeSchema.safeParse(name));
    const unknown = types.findIndex(({ success }) => !success);
    if (unknown >= 0) return refused(`${named[unknown] ?? ''} is not a valid webhook type`);
    if (typeField !== undefined && types.length === 0) return refused(`${typeField} is missing`);
    return answer({ urls, types: types.flatMap(({ data }) => data ?? []) });
  } catch (error) {
    if (error instanceof FormError) return refusals.badRequest(error.message);
    throw error;
  }
};
