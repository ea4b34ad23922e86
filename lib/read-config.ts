import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { checkConfig } from '../functions/app-config.ts';
import { type Config, ConfigError } from '../functions/platform/config.ts';
import { variable } from './environment-variable.ts';
import { whyNot } from './file-fault.ts';
import { withBattleCards } from './read-battle-cards.ts';

/** The configuration's file. */
export const APP_YAML = variable('APP_YAML') ?? 'app.yaml';

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
 * Reads app.yaml from its file; one that is missing is as an empty one where that is allowed, since every key has a default.
 * @throws ConfigError also when the file can't be read, or is no text.
 */
export const readConfig = (file: string, mayBeMissing = false): Config => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    if (mayBeMissing && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      return parseConfig('', file);
    throw new ConfigError(
      `${file} can't be read: ${whyNot(cause)}. Run this in the folder of the project, or name a file of yours in APP_YAML.`,
      { cause },
    );
  }
  if (!isUtf8(bytes)) throw new ConfigError(`${file}: it is no text in UTF-8`);
  return parseConfig(bytes.toString('utf8'), file);
};
