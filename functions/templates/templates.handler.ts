import * as z from 'zod';
import { outboxFromEnv } from '../outbox/from-env.ts';
import type { ApiKey } from '../platform/api-keys.ts';
import { authenticateFromEnv } from '../platform/auth-from-env.ts';
import { systemClock } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { bind, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { type ListName, readCursor, writeCursor } from '../platform/page.ts';
import { diffTemplates } from './diff.ts';
import { previewTemplate, renderPreview } from './preview.ts';
import {
  activate,
  archive,
  createTemplate,
  lintContextOf,
  mustFindMeta,
  publish,
  type PublishingDeps,
  remove,
} from './publishing.ts';
import {
  archiveTemplate,
  createTemplateRoute,
  deleteTemplate,
  getTemplate,
  listTemplates,
  putDraft,
} from './draft-routes.ts';
import { activateVersion, diffVersions, listTemplateVersions, publishTemplate } from './version-routes.ts';
import { previewTemplateRoute, testTemplate } from './preview-routes.ts';
import { listVersions } from './store.ts';
import type { TemplateContent } from '../rendering/template.ts';
import { assertTestRecipients, testMail } from './test-mails.ts';
import { contentOfVersion, readTemplate, viewMeta, viewVersion } from './views.ts';
import { listMetas } from '../rendering/version-store.ts';
import { draftTag, writeDraft } from './drafts.ts';

const TEMPLATES: ListName = ['templates'];

const outbox = outboxFromEnv();
const store = { dynamo: makeDynamo(), table: requireEnv('TEMPLATES_TABLE') };
const deps: PublishingDeps = {
  store,
  config: configFromEnv(),
  clock: systemClock,
  baseUrl: requireEnv('BASE_URL'),
  waitingFor: (template) => outbox.countWaiting({ template }),
};

const authorOf = (caller: ApiKey | undefined): string => caller?.client ?? '';
const lintContext = (content: TemplateContent) => lintContextOf(deps, content);

const shown = async (status: number, name: string) => {
  const { draft, body } = await readTemplate(store, name);
  return { status, body, headers: { etag: draftTag(draft) } };
};

const routes = [
  bind(listTemplates, async ({ query: { limit, cursor } }) => {
    const after = cursor === undefined ? undefined : readCursor(TEMPLATES, cursor, z.string().min(1));
    const { metas, next } = await listMetas(store, { limit, after });
    return {
      status: 200,
      body: { items: metas.map(viewMeta), next: next && writeCursor(TEMPLATES, next) },
    };
  }),
  bind(createTemplateRoute, async ({ body: { name, ...content }, caller }) => {
    await createTemplate(deps, { name, content, by: authorOf(caller) });
    return shown(201, name);
  }),
  bind(getTemplate, ({ params }) => shown(200, params.name)),
  bind(deleteTemplate, async ({ params }) => {
    await remove(deps, params.name);
    return { status: 204 };
  }),
  bind(putDraft, async ({ params, body, headers, caller }) => {
    const { name } = params;
    await writeDraft(deps, { name, content: body, by: authorOf(caller), ifMatch: headers['if-match'] });
    return shown(200, name);
  }),
  bind(publishTemplate, async ({ params, body, caller }) => ({
    status: 200,
    body: await publish(deps, { name: params.name, by: authorOf(caller), ...body }),
  })),
  bind(activateVersion, async ({ params, body }) => ({
    status: 200,
    body: viewMeta(await activate(deps, params.name, body.version)),
  })),
  bind(archiveTemplate, async ({ params }) => ({
    status: 200,
    body: viewMeta(await archive(deps, params.name)),
  })),
  bind(listTemplateVersions, async ({ params, query: { limit, cursor } }) => {
    const meta = await mustFindMeta(store, params.name);
    const list: ListName = ['versions', meta.name];
    const before = cursor === undefined ? undefined : readCursor(list, cursor, z.int().min(1));
    const { versions, next } = await listVersions(store, meta, { limit, before });
    return {
      status: 200,
      body: {
        items: versions.map((version) => viewVersion(version, meta)),
        next: next && writeCursor(list, next),
      },
    };
  }),
  bind(diffVersions, async ({ params, query: { from, to } }) => {
    const [before, after] = await Promise.all(
      [from, to].map((version) => contentOfVersion(store, params.name, version)),
    );
    if (before === undefined || after === undefined) throw new Error('Two versions were asked for');
    const label = (version: typeof from): string => (version === 'draft' ? 'draft' : `version ${version}`);
    const fields = diffTemplates(
      { label: label(from), content: before },
      { label: label(to), content: after },
    );
    return { status: 200, body: { from, to, fields } };
  }),
  bind(previewTemplateRoute, async ({ params, body }) => {
    const content = await contentOfVersion(store, params.name, body.version);
    return { status: 200, body: await previewTemplate(content, body, lintContext(content)) };
  }),
  bind(testTemplate, async ({ params, body, caller }) => {
    const content = await contentOfVersion(store, params.name, body.version);
    assertTestRecipients(body.to, deps.config);
    const rendered = renderPreview(content, body, lintContext(content));
    const sent = await outbox.sendTests(
      authorOf(caller),
      body.to.map((to) => testMail(to, content, rendered)),
    );
    const emails = sent.map(({ id, status }, i) => ({ id, to: body.to[i] ?? '', status }));
    return { status: 202, body: { emails } };
  }),
];

export const handler = makeHttpHandler(routes, {
  authenticate: authenticateFromEnv(),
  logger: makeLogger(),
});
