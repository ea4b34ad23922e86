import { layoutContext, show } from '../pages/answer.ts';
import { problemPage } from '../pages/layout.ts';
import { pageTexts } from '../pages/texts.ts';
import { ServiceError } from '../platform/errors.ts';
import { bind, type HttpAnswer, type HttpInput, makeHttpHandler } from '../platform/http.ts';
import { makeLogger } from '../platform/logging.ts';
import { changeAndAnnounce } from '../preferences/change-and-announce.ts';
import { type LinkPath, type MailLink, mailLink, readMailLink } from '../preferences/public-links.ts';
import type { Recipient } from '../preferences/recipient.ts';
import { applyForm, isCentreForm } from './centre-form.ts';
import { recipientPagesFromEnv } from './from-env.ts';
import { refuse, relatedOf } from './one-click.ts';
import { preferenceCentre } from './preference-centre.ts';
import { openCentre, saveCentre, showUnsubscribe, unsubscribe } from './recipient-pages.routes.ts';
import { unsubscribePage } from './unsubscribe-page.ts';

const deps = recipientPagesFromEnv();
const { config } = deps;
const logger = makeLogger();

type Input = Pick<HttpInput<unknown, unknown, { token: string }>, 'params' | 'headers' | 'origin'>;

/** Answers for the owner of a link, in their language; for anybody else with a kind page. */
const forOwner = async (
  path: LinkPath,
  input: Input,
  answer: (link: MailLink, recipient: Recipient, expiresAt: number) => Promise<HttpAnswer>,
): Promise<HttpAnswer> => {
  const linkKeys = await deps.linkKeys();
  const token = readMailLink(path, input.params.token, { linkKeys, now: deps.now() });
  if (!token.ok) {
    const why = token.why === 'expired' ? 'expired' : 'broken';
    const context = layoutContext(config, undefined, input.headers);
    return show(why === 'expired' ? 410 : 404, problemPage(why, context), config);
  }
  const { email } = token.payload;
  const recipient = (await deps.recipients.find(email)) ?? { emailAddress: email };
  return answer(token.payload, recipient, token.expiresAt);
};

const unsubscribeAnswer = async (
  state: 'ask' | 'done',
  view: { link: MailLink; recipient: Recipient; input: Input; expiresAt: number },
): Promise<HttpAnswer> => {
  const { link, recipient, input, expiresAt } = view;
  const preferences = mailLink('p', link, {
    baseUrl: input.origin,
    linkKeys: await deps.linkKeys(),
    // It is no way to a link that lasts longer than the one in the mail.
    expiresAt,
  });
  const context = layoutContext(config, recipient.locale, input.headers);
  return show(200, unsubscribePage({ state, ...link, preferences }, context), config);
};

const centreAnswer = (
  view: { recipient: Recipient; link: MailLink; saved: boolean },
  input: Input,
): HttpAnswer => {
  const { recipient, link, saved } = view;
  const context = layoutContext(config, recipient.locale, input.headers);
  const page = preferenceCentre(
    { recipient, category: link.category, saved },
    { ...context, config, now: deps.now() },
  );
  return show(200, page, config);
};

const routes = [
  bind(showUnsubscribe, (input) =>
    forOwner('u', input, (link, recipient, expiresAt) =>
      unsubscribeAnswer('ask', { link, recipient, input, expiresAt }),
    ),
  ),
  bind(unsubscribe, (input) =>
    forOwner('u', input, async (link, recipient, expiresAt) => {
      await refuse(deps, link);
      return unsubscribeAnswer('done', { link, recipient, input, expiresAt });
    }),
  ),
  bind(openCentre, (input) =>
    forOwner('p', input, (link, recipient) =>
      Promise.resolve(centreAnswer({ recipient, link, saved: false }, input)),
    ),
  ),
  bind(saveCentre, (input) =>
    forOwner('p', input, async (link, known) => {
      const { locale } = layoutContext(config, known.locale, input.headers);
      const now = deps.now();
      const form = {
        fields: new URLSearchParams(input.body),
        view: { category: link.category },
        asksToTrack: config.email.tracking.opens === 'consented',
        words: pageTexts[locale].centre,
        now,
      };
      try {
        const recipient = await changeAndAnnounce(deps, link.email, {
          decide: (before) => applyForm(before, form),
          audit: { at: now, by: 'recipient', how: 'preference_centre', messageId: link.messageId },
          related: await relatedOf(deps.emails, link),
        });
        return centreAnswer({ recipient, link, saved: isCentreForm(form.fields) }, input);
      } catch (error) {
        // What no form of ours sends changes nothing, and its sender sees the page as it was.
        if (!(error instanceof ServiceError) || error.code !== 'invalid') throw error;
        return { ...centreAnswer({ recipient: known, link, saved: false }, input), status: 422 };
      }
    }),
  ),
];

/** The pages that recipients reach by the links in their mails. */
export const handler = makeHttpHandler(routes, {
  authenticate: () => Promise.reject(new Error('These routes are public')),
  logger,
});
