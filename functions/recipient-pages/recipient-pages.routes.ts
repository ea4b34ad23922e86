import * as z from 'zod';
import { defineRoute } from '../platform/route.ts';

const tag = {
  name: 'Recipient pages',
  description: 'Pages that recipients reach by the links in their mails; the link itself is the key.',
};
const page = {
  description: 'A page for the recipient',
  contentType: 'text/html',
  schema: z.string(),
  example: '<!doctype html><html lang="en"><body><h1>Your e-mails</h1></body></html>',
};

const tokenParams = z.object({
  token: z.string().meta({ description: 'Of the link in the mail.', pattern: String.raw`^[\w.-]+$` }),
});

export const showUnsubscribe = defineRoute({
  method: 'GET',
  path: '/u/{token}',
  operationId: 'showUnsubscribe',
  tag,
  summary: 'A page with a button to unsubscribe; changes nothing',
  description: 'Scanners fetch every link of a mail, so looking at the page has no effect.',
  scope: null,
  params: tokenParams,
  takesExtras: true,
  answers: {
    200: page,
    404: { ...page, description: 'A kind page: the link is broken' },
    410: { ...page, description: 'A kind page: the link is too old' },
  },
  errors: [],
});

export const unsubscribe = defineRoute({
  method: 'POST',
  path: '/u/{token}',
  operationId: 'unsubscribe',
  tag,
  summary: 'Unsubscribe from the kind of mail that the link was in (RFC 8058)',
  description: 'Works without key, cookie or confirmation, and holds at once, for queued mail too.',
  scope: null,
  params: tokenParams,
  takesExtras: true,
  answers: {
    200: { ...page, description: 'Done' },
    404: { ...page, description: 'A kind page: the link is broken' },
    410: { ...page, description: 'A kind page: the link is too old' },
  },
  errors: [],
});

export const openCentre = defineRoute({
  method: 'GET',
  path: '/p/{token}',
  operationId: 'openPreferenceCentre',
  tag,
  summary: 'The preference centre of a recipient; changes nothing',
  description: 'The page shows what the recipient gets, with a form to change it.',
  scope: null,
  params: tokenParams,
  takesExtras: true,
  answers: {
    200: page,
    404: { ...page, description: 'A kind page: the link is broken' },
    410: { ...page, description: 'A kind page: the link is too old' },
  },
  errors: [],
});

export const saveCentre = defineRoute({
  method: 'POST',
  path: '/p/{token}',
  operationId: 'savePreferenceCentre',
  tag,
  summary: 'What a recipient has chosen in their preference centre',
  description: 'The link itself is the key: there is no cookie that another page could make use of.',
  scope: null,
  params: tokenParams,
  takesExtras: true,
  bodyType: 'application/x-www-form-urlencoded',
  bodyExample: 'action=save&conversationSummaries=on&summaryFormat=brief',
  body: z.string().describe('The form of the page.'),
  answers: {
    200: { ...page, description: 'Saved' },
    404: { ...page, description: 'A kind page: the link is broken' },
    410: { ...page, description: 'A kind page: the link is too old' },
  },
  errors: [],
});

/** The routes that recipients reach by the links in their mails. */
export const recipientPagesRoutes = [showUnsubscribe, unsubscribe, openCentre, saveCentre];
