import * as z from 'zod';

/** What events and the inbox tell about a message: small, and read often. */
export const factsSchema = z.object({
  domain: z.string(),
  /** As the header has it, with angle brackets. */
  messageId: z.string(),
  from: z.string(),
  sender: z.string(),
  to: z.string(),
  subject: z.string(),
  tags: z.array(z.string()),
  variables: z.record(z.string(), z.string()),
  tracking: z.object({ opens: z.boolean(), clicks: z.boolean() }),
  /** What a reader could click that Mailgun tracks. */
  links: z.array(z.string()),
  testMode: z.boolean(),
  /** Epoch milliseconds; at once when missing. */
  deliverAt: z.number().optional(),
  size: z.number(),
  attachments: z.array(z.object({ filename: z.string(), 'content-type': z.string(), size: z.number() })),
});

export type Facts = z.infer<typeof factsSchema>;

/** The message itself, read only by who opens it. */
export const contentSchema = z.object({
  headers: z.array(z.tuple([z.string(), z.string()])),
  html: z.string(),
  text: z.string(),
  attachments: z.array(
    z.object({ filename: z.string(), contentType: z.string(), size: z.number(), content: z.string() }),
  ),
  raw: z.string().optional(),
});

export type Content = z.infer<typeof contentSchema>;

/** A message that Mailgun takes, and whom it goes to. */
export interface Submission {
  facts: Facts;
  content: Content;
  recipients: string[];
}

/** What one call hands in: a message, or a batch of them under one Message-Id. */
export interface HandedIn {
  messageId: string;
  submissions: Submission[];
}

const linkInHtml = /<a\s[^>]*?href\s*=\s*["']?(https?:\/\/[^"'\s>]+)/gi;
const linkInText = /https?:\/\/[^\s<>"')\]]+/gi;

/** The links of a message in their order, each once; those of the text only where there is no HTML. */
export const linksOf = (content: { html: string; text: string }, htmlOnly: boolean): string[] => {
  const inHtml = [...content.html.matchAll(linkInHtml)].map((match) =>
    (match[1] ?? '').replaceAll('&amp;', '&'),
  );
  const inText = htmlOnly ? [] : [...content.text.matchAll(linkInText)].map((match) => match[0]);
  return [...new Set(inHtml.length > 0 ? inHtml : inText)];
};

/** `20260205213049.8e3a…@domain` in angle brackets, as Mailgun makes them. */
export const newMessageId = (domain: string, now: number, random: string): string => {
  const stamp = new Date(now).toISOString().replace(/\D/g, '').slice(0, 14);
  return `<${stamp}.${random}@${domain}>`;
};

const messageIdForm = /^<[^\s<>@]+@[^\s<>@]+>$/;

/** Mailgun keeps a Message-Id of the form `<unique@domain>` and replaces any other. */
export const isMessageId = (value: string): boolean => messageIdForm.test(value);
