import { show } from '../pages/answer.ts';
import { bind, type HttpAnswer, makeHttpHandler } from '../platform/http.ts';
import { alternativesAhead } from './alternatives.ts';
import { ask } from './ask.ts';
import { type CustomerPage, forCustomer } from './customer-pages.ts';
import { takeFeedback } from './feedback.ts';
import { feedbackPage, type FeedbackView } from './feedback-page.ts';
import { appointmentsFromEnv } from './from-env.ts';
import { publishedFile } from './invite-file.ts';
import { type Filled, managePage, type Notice } from './manage-page.ts';
import { ratingOf, readFeedbackForm, readManageForm } from './page-forms.ts';
import {
  askForChange,
  giveFeedback,
  showAppointment,
  showFeedback,
  showInvite,
} from './appointment-pages.routes.ts';

const deps = appointmentsFromEnv();

const manage = async (
  status: number,
  { record, context, readerZone }: CustomerPage,
  shown: { notice: Notice; filled: Filled; wanted?: string | undefined; icsUrl: string },
): Promise<HttpAnswer> => {
  const rep = await deps.reps.findRep(record.details.repId);
  const view = { record, readerZone, repName: rep?.name, now: deps.now(), ...shown };
  return show(status, managePage(view, context), deps.config);
};

/** Beside the page itself, whatever address it was reached by. */
const icsUrlOf = (token: string): string => `/a/${token}/invite.ics`;

const change = async (page: CustomerPage, body: string, icsUrl: string): Promise<HttpAnswer> => {
  const fields = new URLSearchParams(body);
  const filled: Filled = Object.fromEntries(fields);
  const form = readManageForm(fields, alternativesAhead(page.record.details, deps.now()));
  if (!form.ok) {
    const notice: Notice = form.wrong === 'form' ? { kind: 'none' } : { kind: 'wrong', field: form.wrong };
    return manage(422, page, { notice, filled, icsUrl });
  }
  const { asked, sequence } = form;
  const outcome = await ask(deps, page.record.id, { asked, sequence, emailId: page.link.emailId });
  const record = outcome?.record ?? page.record;
  return outcome?.kind === 'asked' || outcome?.kind === 'known'
    ? manage(200, { ...page, record }, { notice: { kind: 'none' }, filled: {}, icsUrl })
    : manage(409, { ...page, record }, { notice: { kind: 'changed' }, filled: {}, icsUrl });
};

const feedback = (
  status: number,
  { record, context, readerZone }: CustomerPage,
  shown: Pick<FeedbackView, 'rating' | 'comment' | 'state'>,
): HttpAnswer => show(status, feedbackPage({ record, readerZone, ...shown }, context), deps.config);

const give = async (page: CustomerPage, body: string): Promise<HttpAnswer> => {
  const fields = new URLSearchParams(body);
  const form = readFeedbackForm(fields);
  if (!form.ok) {
    const rating = ratingOf(fields.get('rating') ?? undefined);
    return feedback(422, page, { rating, comment: fields.get('comment') ?? undefined, state: form.wrong });
  }
  await takeFeedback(deps, page.record.id, form);
  return feedback(200, page, { rating: form.rating, comment: form.comment, state: 'taken' });
};

const routes = [
  bind(showAppointment, ({ params: { token }, headers, query }) =>
    forCustomer(deps, 'a', { token, headers }, (page) =>
      manage(200, page, {
        notice: { kind: 'none' },
        filled: {},
        wanted: query.start,
        icsUrl: icsUrlOf(token),
      }),
    ),
  ),
  bind(askForChange, ({ params: { token }, headers, body }) =>
    forCustomer(deps, 'a', { token, headers }, (page) => change(page, body, icsUrlOf(token))),
  ),
  bind(showInvite, ({ params: { token }, headers }) =>
    forCustomer(deps, 'a', { token, headers }, ({ record }) => publishedFile(deps, record)),
  ),
  bind(showFeedback, ({ params: { token }, headers, query }) =>
    forCustomer(deps, 'f', { token, headers }, (page) => {
      const { feedback: known } = page.record;
      const rating = ratingOf(query.rating) ?? known?.rating;
      return Promise.resolve(feedback(200, page, { rating, comment: known?.comment, state: 'asking' }));
    }),
  ),
  bind(giveFeedback, ({ params: { token }, headers, body }) =>
    forCustomer(deps, 'f', { token, headers }, (page) => give(page, body)),
  ),
];

/** The pages that customers reach by the links in mails about their appointments. */
export const handler = makeHttpHandler(routes, {
  authenticate: () => Promise.reject(new Error('These routes are public')),
  logger: deps.logger,
});
