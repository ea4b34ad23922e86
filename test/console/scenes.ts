import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Page } from 'playwright-core';
import { createApiKey } from '../../functions/platform/api-keys.ts';
import type { TestCloud } from '../embedded-cloud.ts';

/** What strangers write must stay text. */
export const MARKUP = `<img src=x onerror="document.title='run'"><b>bold</b>`;
const LONG = `Your order ${'with all of its many parts '.repeat(12)}has left`;
const LONG_ADDRESS = `${'a-very-long-name-'.repeat(3)}x@${'subdomain-of-a-company.'.repeat(6)}example.com`;
const HEBREW = 'שלום, ההזמנה שלך בדרך (2 פריטים)';

/** The tables of a cloud; to be destroyed by who asked. */
export const tablesOf = async (cloud: TestCloud) => {
  const { body } = await cloud.call<{ dynamodb: string; now: string }>('GET', '/_local/health');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: body.dynamodb, region: 'us-east-1', credentials });
  return { dynamo: DynamoDBDocumentClient.from(client), now: Date.parse(body.now) };
};

/** Pauses a category as the client of that name. */
export const pauseAs = async (cloud: TestCloud, client: string, category: string): Promise<void> => {
  const { dynamo, now } = await tablesOf(cloud);
  const key = await createApiKey(dynamo, 'outbound-email-local-keys', { client, scopes: ['operate'], now });
  dynamo.destroy();
  const answer = await cloud.call('POST', '/v1/pause', { category }, { authorization: `Bearer ${key}` });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
};

export interface Scenes {
  waiting: string;
  deferred: string;
  failed: string;
  /** Ids in the inbox: mails that are sent at once arrive in any order. */
  arrived: { plain: string; long: string; markup: string; withFile: string };
}

/** Mails in every state, and what is hard to show: long, from right to left, or markup. */
export const fillCloud = async (cloud: TestCloud): Promise<Scenes> => {
  const plain = {
    text: 'Hello',
    html: '<p>Hello <a href="https://example.com/a">there</a></p>',
    category: 'system',
  };
  const failed = await cloud.send('bounce@example.com');
  await cloud.send('open@example.com', { ...plain, subject: LONG, tags: ['spring-sale', 'order-1', 'vip'] });
  await cloud.send(LONG_ADDRESS, { ...plain, subject: 'To a very long address' });
  await cloud.send('noa@example.com', { ...plain, subject: HEBREW });
  await cloud.send('mallory@example.com', { ...plain, subject: MARKUP, tags: ['<b>tag</b>'] });
  await cloud.send('click@example.com', {
    ...plain,
    subject: 'With a file',
    attachments: [{ filename: 'terms.txt', contentType: 'text/plain', content: 'SGVsbG8=' }],
  });
  await cloud.send('ada@example.com');
  await cloud.advance('PT5M');
  const deferred = await cloud.send('defer@example.com', { ...plain, subject: 'To a busy server' });
  await cloud.send('later@example.com', { ...plain, subject: 'For tomorrow', sendAt: await inADay(cloud) });
  await pauseAs(cloud, 'grace', 'digest');
  const waiting = await cloud.send('ada@example.com', {
    ...plain,
    subject: 'Your confirmation',
    category: 'digest',
  });
  await cloud.advance('PT20M');
  const draft = {
    name: 'never_published',
    description: 'A draft that nobody has published.',
    category: 'system',
    subjectTemplate: 'Offer for {{= it.name }}',
    htmlTemplate: '<p>First words for {{= it.name }}</p>',
    textTemplate: 'First words for {{= it.name }}',
    variables: { name: { type: 'string', required: true, example: 'Ada' } },
  };
  const made = await cloud.call('POST', '/v1/templates', draft);
  if (made.status >= 300) throw new Error(JSON.stringify(made.body));
  return { waiting, deferred, failed, arrived: await findArrived(cloud) };
};

const findArrived = async (cloud: TestCloud): Promise<Scenes['arrived']> => {
  const mails = await cloud.inbox();
  const idOf = (subject: string): string => mails.find((mail) => mail.subject === subject)?.id ?? '';
  return { plain: idOf('Hello'), long: idOf(LONG), markup: idOf(MARKUP), withFile: idOf('With a file') };
};

const inADay = async (cloud: TestCloud): Promise<string> => {
  const { body } = await cloud.call<{ now: string }>('GET', '/_local/health');
  return new Date(Date.parse(body.now) + 86_400_000).toISOString();
};

export interface View {
  name: string;
  hash: string;
  /** It differs from another one in its data alone, so that axe has seen it. */
  isAlike?: boolean;
  /** What is done when it is open. */
  then?: (page: Page) => Promise<void>;
}

/** Every page of the console, and every dialog. */
export const viewsOf = ({ waiting, deferred, failed, arrived }: Scenes): View[] => [
  { name: 'inbox', hash: '#/inbox' },
  { name: 'inbox-search', hash: '#/inbox?q=ada' },
  { name: 'inbox-nothing', hash: '#/inbox?q=nobody' },
  { name: 'mail', hash: `#/inbox/${arrived.plain}` },
  { name: 'mail-long', hash: `#/inbox/${arrived.long}/headers`, isAlike: true },
  { name: 'mail-markup', hash: `#/inbox/${arrived.markup}/source`, isAlike: true },
  { name: 'mail-timeline', hash: `#/inbox/${arrived.plain}/timeline` },
  { name: 'mail-attachments', hash: `#/inbox/${arrived.withFile}/attachments` },
  { name: 'sends', hash: '#/sends' },
  { name: 'sends-search', hash: '#/sends?q=ada&status=queued', isAlike: true },
  { name: 'send-paused', hash: `#/sends/${waiting}?q=ada` },
  { name: 'send-deferred', hash: `#/sends/${deferred}` },
  { name: 'send-failed', hash: `#/sends/${failed}`, isAlike: true },
  { name: 'templates', hash: '#/templates' },
  { name: 'template', hash: '#/templates/appointment_confirmation' },
  { name: 'template-variables', hash: '#/templates/appointment_confirmation/variables' },
  { name: 'template-draft', hash: '#/templates/never_published', isAlike: true },
  { name: 'dialog-resume', hash: '#/inbox', then: (page) => page.click('#held button') },
  { name: 'dialog-send', hash: '#/inbox', then: (page) => page.click('#send-button') },
  { name: 'dialog-reset', hash: '#/inbox', then: (page) => page.click('#reset-button') },
  { name: 'dialog-fault', hash: '#/inbox', then: (page) => page.click('#fault-button') },
];

/** Opens a view, and waits until all that it asks for is there. */
export const openView = async (page: Page, url: string, view: View): Promise<void> => {
  // Another view of the same page would still show the one before.
  await page.goto('about:blank');
  await page.goto(`${url}/console${view.hash}`, { waitUntil: 'networkidle' });
  await page.locator('#held').waitFor({ state: 'attached' });
  await page.locator('#held-list li').first().waitFor({ state: 'attached' });
  await page.locator('#rows li, #rows-end .hint').first().waitFor({ state: 'attached' });
  const asking = page.locator('.hint, .nothing, .held-by, .verdict');
  await asking
    .filter({ hasText: /^(Fetching|Searching)|Asking who/ })
    .first()
    .waitFor({ state: 'hidden' });
  if (view.hash.split('/').length > 2)
    await page.locator('#detail .head, #detail [role=alert]').first().waitFor();
  await view.then?.(page);
};
