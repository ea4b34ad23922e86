/** The first sentence of what parseArgs says; the second explains how its own callers write dashes. */
export const firstSentence = (message: string): string => `${message.split(/\. |\.$/)[0] ?? message}.`;

/** Why a command line can't be taken, and where it is told what can. */
export const seeHelp = (command: string, why: string): string =>
  `${why} npm run ${command} -- --help shows what there is.`;
