import { busFromEnv } from '../bus/from-env.ts';
import { rawEventsFromEnv } from '../mailgun/from-env.ts';
import { emailReaderFromEnv } from '../outbox/from-env.ts';
import type { Config } from '../platform/config.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { linkKeysSchema, type LinkKeys, secretFromEnv } from '../platform/secrets.ts';
import { makeRecipientStore, type RecipientStore } from '../preferences/store.ts';
import type { OneClickDeps } from './one-click.ts';

export interface RecipientPagesDeps extends OneClickDeps {
  recipients: Pick<RecipientStore, 'change' | 'changeErased' | 'find'>;
  linkKeys: () => Promise<LinkKeys>;
  config: Config;
}

/** What the pages of recipients work with, as the stack has set it. */
export const recipientPagesFromEnv = (): RecipientPagesDeps => ({
  recipients: makeRecipientStore(makeDynamo(), requireEnv('PREFERENCES_TABLE')),
  emails: emailReaderFromEnv(),
  bus: busFromEnv(),
  rawEvents: rawEventsFromEnv(),
  linkKeys: secretFromEnv(requireEnv('LINK_KEYS_SECRET_ID'), linkKeysSchema).get,
  config: configFromEnv(),
  now: () => Date.now(),
});
