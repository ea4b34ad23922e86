/** The same Message-Id for every try of a generation, so that mailboxes fold what arrives twice. */
export const messageIdHeader = (message: { id: string; generation: number }, domain: string): string =>
  `<${message.id}.${message.generation}@${domain}>`;

/** Reads id and generation from a Message-Id that we made, with or without angle brackets. */
export const readMessageIdHeader = (header: string): { id: string; generation: number } | undefined => {
  const match = /^<?(msg_[0-9a-z]{26})\.(\d{1,4})@[^<>@\s]+>?$/.exec(header);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { id: match[1], generation: Number(match[2]) }
    : undefined;
};
