import { layoutContext, show } from '../pages/answer.ts';
import { formText } from '../pages/form-fields.ts';
import { type PageContext, problemPage } from '../pages/layout.ts';
import { bind, type HttpAnswer, makeHttpHandler } from '../platform/http.ts';
import type { Rep } from '../reps/rep.ts';
import { acknowledge, conclude } from './change-response.ts';
import { leadsFromEnv } from './from-env.ts';
import { gonePage, leadPage, type LeadPage } from './lead-page.ts';
import { answerLead, showLead } from './lead-pages.routes.ts';
import { tokenPattern } from './links.ts';
import { readLeadForm } from './page-form.ts';
import type { LeadRecord } from './record.ts';
import { runOf, takenByOf } from './response.ts';
import { seeTo } from './see-to.ts';

const deps = leadsFromEnv();

interface Asked {
  record: LeadRecord;
  rep: Rep;
  context: PageContext;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** Answers the rep of a link, in their language; anybody else with a kind page that tells nothing. */
const forRep = async (
  token: string,
  headers: Headers,
  answer: (asked: Asked) => Promise<HttpAnswer>,
): Promise<HttpAnswer> => {
  const stranger = layoutContext(deps.config, undefined, headers);
  const link = tokenPattern.test(token) ? await deps.links.find(token) : undefined;
  if (link === undefined) return show(404, problemPage('broken', stranger), deps.config);
  const [record, rep] = await Promise.all([deps.leads.find(link.leadId), deps.reps.findRep(link.repId)]);
  if (record === undefined || rep === undefined || !isTheirs(record, link))
    return show(410, gonePage(stranger), deps.config);
  const recipient = await deps.recipients.find(rep.email);
  return answer({
    record,
    rep,
    context: layoutContext(deps.config, recipient?.locale ?? rep.locale, headers),
  });
};

/** A link of an earlier run leads nowhere, unless its rep is told in this one, too. */
const isTheirs = (record: LeadRecord, { run, repId }: { run: number; repId: string }): boolean =>
  record.erasedAt === undefined &&
  (run === record.runs || (runOf(record.response)?.told.some((told) => told.repId === repId) ?? false));

const shown = (
  status: number,
  { record, rep, context }: Asked,
  more: Pick<LeadPage, 'wrong' | 'filled'> = {},
): HttpAnswer => {
  const { id, name, timezone } = rep;
  const page = { record, rep: { id, name, timezone }, now: deps.now(), ...more };
  return show(status, leadPage(page, context), deps.config);
};

const answer = async (asked: Asked, body: string): Promise<HttpAnswer> => {
  const fields = new URLSearchParams(body);
  const form = readLeadForm(fields, deps.now());
  const { record, rep } = asked;
  const filled = { outcome: fields.get('outcome') ?? undefined, reason: formText(fields, 'reason') };
  switch (form.kind) {
    case 'wrong':
      return shown(422, asked, { wrong: form.wrong, filled });
    case 'outcome': {
      // Who does not have it says nothing of it: the page shows who does.
      if (!isOf(record, rep)) return shown(409, asked);
      const { outcome, reason } = form;
      const after = await conclude(deps, record.id, { rep, outcome: { outcome, reason, repId: rep.id } });
      return shown(200, { ...asked, record: await seeTo(deps, after ?? record) });
    }
    case 'take': {
      const { followUpBy } = form;
      const outcome = await acknowledge(deps, record.id, { rep, how: 'link', followUpBy });
      const after = outcome.kind === 'taken' ? outcome.record : record;
      const fresh = await seeTo(deps, after);
      return shown(outcome.kind === 'taken' ? 200 : 409, { ...asked, record: fresh });
    }
  }
};

const isOf = ({ response }: LeadRecord, { id }: Rep): boolean => takenByOf(response)?.repId === id;

const routes = [
  bind(showLead, ({ params: { token }, headers }) =>
    forRep(token, headers, (asked) => Promise.resolve(shown(200, asked))),
  ),
  bind(answerLead, ({ params: { token }, headers, body }) =>
    forRep(token, headers, (asked) => answer(asked, body)),
  ),
];

/** The pages that reps reach by the links in their mails and text messages. */
export const handler = makeHttpHandler(routes, {
  authenticate: () => Promise.reject(new Error('These routes are public')),
  logger: deps.logger,
});
