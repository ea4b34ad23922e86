import { type Config, configSchema } from '../functions/platform/config.ts';

type Json = Record<string, unknown>;

const isSection = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const difference = (value: Json, base: Json): Json =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, own]): [string, unknown][] => {
      const other = base[key];
      if (JSON.stringify(own) === JSON.stringify(other)) return [];
      if (!isSection(own) || !isSection(other)) return [[key, own]];
      return [[key, difference(own, other)]];
    }),
  );

/** A configuration's values where they differ from the defaults: a function's environment holds 4 KB at most. */
export const overrides = (config: Config): Json => difference(config, configSchema.parse({}));
