/** A variable of the shell; one that is set to nothing is none. */
export const variable = (name: string): string | undefined => {
  const value = process.env[name];
  return value === '' ? undefined : value;
};
