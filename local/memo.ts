/** A value that is read when it is first asked for, and again once it was forgotten. */
export interface Memo<T> {
  get: () => T;
  forget: () => void;
}

export const makeMemo = <T>(read: () => T): Memo<T> => {
  let known: { value: T } | undefined;
  return {
    get: () => (known ??= { value: read() }).value,
    forget: () => {
      known = undefined;
    },
  };
};
