/** The first sentence of what parseArgs threw; the second explains how its own callers write dashes. */
export const firstSentence = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return `${message.split(/\. |\.$/)[0] ?? message}.`;
};

/** Why a command line can't be taken, and where it is told what can. */
export const seeHelp = (command: string, why: string): string =>
  `${why} npm run ${command} -- --help shows what there is.`;

/** What is wrong with the options of a command, where that is what parseArgs threw; undefined of any other error. */
export const optionFault = (command: string, error: unknown): string | undefined =>
  error instanceof TypeError && 'code' in error ? seeHelp(command, firstSentence(error)) : undefined;
