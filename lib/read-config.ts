import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { checkConfig } from '../functions/app-config.ts';
import { type Config, ConfigError } from '../functions/platform/config.ts';
import { withBattleCards } from './read-battle-cards.ts';

/** The configuration's file. */
export const APP_YAML = process.env['APP_YAML'] ?? 'app.yaml';

/**
 * Reads the text of app.yaml, and the files that it names, which lie beside it.
 * @throws ConfigError when it is not YAML, or a key or value is not allowed.
 */
export const parseConfig = (source: string, file: string): Config => {
  let document: unknown;
  try {
    document = parseYaml(source, { logLevel: 'error' }) ?? {};
    // An alias may stand inside of what it names, and such a value has no end.
    JSON.stringify(document);
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw new ConfigError(`${file}: an alias (*) leads back into itself; write the value out instead`, {
        cause,
      });
    }
    const firstLine = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new ConfigError(`${file}: not valid YAML: ${firstLine.replace(/:$/, '')}`, { cause });
  }
  return withBattleCards(checkConfig(document, file), path.dirname(file));
};

/**
 * Reads app.yaml from its file.
 * @throws ConfigError also when the file can't be read.
 */
export const readConfig = (file: string): Config => {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new ConfigError(`${file} can't be read (${code}); run this in the folder of the project`, {
      cause,
    });
  }
  return parseConfig(source, file);
};
