import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { battleCardsSchema } from '../functions/leads/battle-cards.ts';
import { type Config, ConfigError } from '../functions/platform/config.ts';
import { valueAt } from '../functions/platform/json.ts';
import { asLine } from '../functions/platform/one-line.ts';
import { whyNot } from './file-fault.ts';

/** It travels with the configuration, which every function reads when it starts. */
const MOST_BYTES = 262_144;
const LONGEST_SHOWN = 100;

/**
 * Puts the battle cards in the place of the file that app.yaml names; `folder` is where that lies.
 * @throws ConfigError when the file can't be read, or a card is not as it must be; in one line.
 */
export const withBattleCards = (config: Config, folder: string): Config => {
  const { leads } = config.sections;
  const file = valueAt(leads, ['battle_cards']);
  if (typeof file !== 'string') return config;
  const section = z.record(z.string(), z.unknown()).parse(leads);
  const withCards = { ...section, battle_cards: readBattleCards(path.join(folder, file), file) };
  return { ...config, sections: { ...config.sections, leads: withCards } };
};

const readBattleCards = (full: string, file: string) => {
  const document = readDocument(full, file);
  const parsed = battleCardsSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const key = asLine(issue.keys[0] ?? '');
    throw new ConfigError(`${file}: ${at.join('.')} has the key ${key}; allowed: competitor, aliases, card`);
  }
  const found = valueAt(document, at);
  const value = found === undefined ? 'missing' : JSON.stringify(found);
  const shown = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN).toWellFormed()}…` : value;
  const where = at.join('.') || 'the document';
  throw new ConfigError(`${file}: ${where} is ${shown}; allowed: ${issue?.message ?? 'a list of cards'}`);
};

const readDocument = (full: string, file: string): unknown => {
  let text: string;
  try {
    const { size } = statSync(full);
    if (size > MOST_BYTES)
      throw new ConfigError(`${file}: it has ${size} bytes; allowed: at most ${MOST_BYTES}`);
    const bytes = readFileSync(full);
    if (!isUtf8(bytes)) throw new ConfigError(`${file}: it is no text in UTF-8`);
    text = bytes.toString('utf8');
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;

    throw new ConfigError(
      `leads.battle_cards is ${JSON.stringify(file)}, which can't be read: ${whyNot(cause)}; allowed: a file beside app.yaml`,
      { cause },
    );
  }
  try {
    return parseYaml(text, { logLevel: 'error' });
  } catch (cause) {
    const line = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new ConfigError(`${file}: not valid YAML: ${line.replace(/:$/, '')}`, { cause });
  }
};
