import { relatedTo } from '../outbox/bus-events.ts';
import { findMessages } from '../outbox/store.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { recipientKey } from '../platform/address.ts';
import { ServiceError } from '../platform/errors.ts';
import { bind, type HttpAnswer, type HttpInput, makeHttpHandler } from '../platform/http.ts';
import { linkKeysSchema, secretFromEnv } from '../platform/secrets.ts';
import { ONE_CLICK_EVENT, trailOf } from '../tracking/consequences.ts';
import { trackFromEnv } from '../tracking/track-from-env.ts';
import { trackEvents } from '../tracking/track.ts';
import { categoryRules } from './categories.ts';
import { applyForm, isCentreForm } from './centre-form.ts';
import { changeAndTell } from './change-and-tell.ts';
import { layoutContext, show } from './pages/answer.ts';
import { problemPage } from './pages/layout.ts';
import { preferenceCentre } from './pages/preference-centre.ts';
import { pageTexts } from './pages/texts.ts';
import { unsubscribePage } from './pages/unsubscribe-page.ts';
import { type LinkPath, type MailLink, mailLink, readMailLink } from './public-links.ts';
import { openCentre, saveCentre, showUnsubscribe, unsubscribe } from './public-routes.ts';
import type { Recipient } from './recipient.ts';
import { makeRecipientStore } from './store.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { optOut } from './wishes.ts';

const config = configFromEnv();
const linkKeys = secretFromEnv(requireEnv('LINK_KEYS_SECRET_ID'), linkKeysSchema);
const recipients = makeRecipientStore(makeDynamo(), requireEnv('PREFERENCES_TABLE'));
const deps = trackFromEnv();

type Input = Pick<HttpInput<unknown, unknown, { token: string }>, 'params' | 'headers' | 'origin'>;

/** Answers for the owner of a link, in their language; for anybody else with a kind page. */
const forOwner = async (
  path: LinkPath,
  input: Input,
  answer: (link: MailLink, recipient: Recipient, expiresAt: number) => Promise<HttpAnswer>,
): Promise<HttpAnswer> => {
  const keys = await linkKeys.get();
  const token = readMailLink(path, input.params.token, { linkKeys: keys, now: deps.now() });
  if (!token.ok) {
    const why = token.why === 'expired' ? 'expired' : 'broken';
    const context = layoutContext(config, undefined, input.headers);
    return show(why === 'expired' ? 410 : 404, problemPage(why, context), config);
  }
  const { email } = token.payload;
  const recipient = (await recipients.find(email)) ?? { emailAddress: email };
  return answer(token.payload, recipient, token.expiresAt);
};

const unsubscribeAnswer = async (
  state: 'ask' | 'done',
  view: { link: MailLink; recipient: Recipient; input: Input; expiresAt: number },
): Promise<HttpAnswer> => {
  const { link, recipient, input, expiresAt } = view;
  const preferences = mailLink('p', link, {
    baseUrl: input.origin,
    linkKeys: await linkKeys.get(),
    // It is no way to a link that lasts longer than the one in the mail.
    expiresAt,
  });
  const context = layoutContext(config, recipient.locale, input.headers);
  return show(200, unsubscribePage({ state, ...link, preferences }, context), config);
};

/** Refuses the kind of mail that a link was in, and notes it on that mail. */
const refuse = async ({ email, category, messageId, generation }: MailLink): Promise<void> => {
  const { refusedBy } = categoryRules[category];
  const now = deps.now();
  const event = {
    id: ONE_CLICK_EVENT,
    type: 'unsubscribed' as const,
    occurredAt: now,
    messageId,
    generation,
    recipient: recipientKey(email),
    domains: [],
    isRouted: false,
    tags: [],
    bot: false,
  };
  const [refused] = await trackEvents(deps, [{ event, handOver: ONE_CLICK_EVENT }]);
  // The message may be past its retention, or its link used before; and the link still holds.
  if (refusedBy === null) return;
  await changeAndTell(
    { recipients, bus: deps.bus },
    email,
    (recipient) => optOut(recipient, [refusedBy], now),
    refused ? trailOf(event) : { ...trailOf(event), at: now },
  );
};

/** A message past its retention is related to nothing any more. */
const relatedOf = async ({ messageId }: MailLink): Promise<Record<string, unknown>> => {
  const message = (await findMessages(deps.sends, [messageId])).get(messageId);
  return message ? relatedTo(message) : {};
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
      await refuse(link);
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
        const recipient = await changeAndTell(
          { recipients, bus: deps.bus },
          link.email,
          (before) => applyForm(before, form),
          { at: now, by: 'recipient', how: 'preference_centre', messageId: link.messageId },
          await relatedOf(link),
        );
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
  logger: deps.logger,
});
