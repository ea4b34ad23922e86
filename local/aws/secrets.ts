import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { CloudModel } from '../stacks/model.ts';
import type { ServiceAnswer } from './scheduler.ts';

/** Secrets Manager: made as the stacks say, with Mailgun's keys replaced by those of the fake. */
export interface Secrets {
  getSecretValue: (body: string) => ServiceAnswer;
  putSecretValue: (body: string) => ServiceAnswer;
}

export const fakeMailgunKeys = { apiKey: 'local-api-key', signingKey: 'local-signing-key' };

/** What the fake Mailgun needs to be told by, by the last part of the secret's name. */
const ofTheFake = new Map<string, object>([
  ['mailgun', { apiKey: fakeMailgunKeys.apiKey }],
  ['mailgun-webhook', { signingKey: fakeMailgunKeys.signingKey }],
]);

const rowSchema = z.object({ arn: z.string(), value: z.string() });
const getSchema = z.object({ SecretId: z.string() });
const putSchema = z.object({ SecretId: z.string(), SecretString: z.string() });

export const makeSecrets = (database: DatabaseSync, model: CloudModel): Secrets => {
  const create = database.prepare('INSERT OR IGNORE INTO secrets (arn, value) VALUES (?, ?)');
  const write = database.prepare('UPDATE secrets SET value = ? WHERE arn = ?');
  const find = database.prepare('SELECT arn, value FROM secrets WHERE arn = ? OR arn LIKE ?');
  for (const { arn, name, template, generatedKey } of model.secrets) {
    const generated = {
      ...(JSON.parse(template) as object),
      [generatedKey]: randomBytes(36).toString('base64url'),
    };
    create.run(arn, JSON.stringify(ofTheFake.get(name.split('/').at(-1) ?? '') ?? generated));
  }
  const read = (id: string) => {
    const row = find.get(id, `%:secret:${id}`);
    return row === undefined ? undefined : rowSchema.parse(row);
  };
  const unknown = (id: string): ServiceAnswer => ({
    status: 400,
    errorType: 'ResourceNotFoundException',
    body: { message: `There is no secret ${id}.` },
  });
  return {
    getSecretValue: (body) => {
      const { SecretId } = getSchema.parse(JSON.parse(body));
      const secret = read(SecretId);
      return secret === undefined
        ? unknown(SecretId)
        : {
            status: 200,
            body: { ARN: secret.arn, Name: SecretId, SecretString: secret.value, VersionId: 'current' },
          };
    },
    putSecretValue: (body) => {
      const { SecretId, SecretString } = putSchema.parse(JSON.parse(body));
      const secret = read(SecretId);
      if (secret === undefined) return unknown(SecretId);
      write.run(SecretString, secret.arn);
      return { status: 200, body: { ARN: secret.arn, Name: SecretId, VersionId: 'current' } };
    },
  };
};
