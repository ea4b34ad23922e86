/** Kinds of variables, each by a word. */

export const words = <const D extends string, const E extends string, const M extends number>(
  maxLength: M,
  description: D,
  example: E,
) => ({ type: 'string', maxLength, description, example }) as const;

export const neededWords = <const D extends string, const E extends string, const M extends number>(
  maxLength: M,
  description: D,
  example: E,
) => ({ ...words(maxLength, description, example), required: true }) as const;

export const moment = <const D extends string, const E extends string>(description: D, example: E) =>
  ({ type: 'string', format: 'date-time', required: true, description, example }) as const;

export const url = <const D extends string, const E extends string>(description: D, example: E) =>
  ({ ...words(2000, description, example), format: 'https-url' }) as const;

export const count = <const D extends string, const E extends number>(description: D, example: E) =>
  ({ type: 'integer', minimum: 0, required: true, description, example }) as const;

export const measure = <const D extends string, const E extends number>(description: D, example: E) =>
  ({ type: 'number', required: true, description, example }) as const;

export const percent = <const D extends string, const E extends number>(description: D, example: E) =>
  ({ type: 'integer', minimum: 0, maximum: 100, required: true, description, example }) as const;

export const flag = <const D extends string>(description: D) =>
  ({ type: 'boolean', default: false, description, example: true }) as const;
