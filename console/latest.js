/**
 * Asks for one thing at a time: whoever asks again lets go of what was asked before. Answers undefined where that
 * happened, so that an old answer never takes the place of a newer one.
 */
export const makeLatest = () => {
  let running;
  return async (ask) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      const answer = await ask({ signal: mine.signal });
      return mine.signal.aborted ? undefined : answer;
    } catch (error) {
      if (mine.signal.aborted) return undefined;
      throw error;
    }
  };
};
