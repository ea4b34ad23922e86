const MAX_KEPT = 500;

/** Makes each thing once for the same words: what takes long to make and no time to use, such as Intl's formats. */
export const once = <T>(make: (...words: string[]) => T): ((...words: string[]) => T) => {
  const made = new Map<string, T>();
  return (...words) => {
    const key = words.join('|');
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(...words);
    // Locales and zones come from callers; a flood of odd ones must not fill the memory.
    if (made.size >= MAX_KEPT) made.clear();
    made.set(key, fresh);
    return fresh;
  };
};
