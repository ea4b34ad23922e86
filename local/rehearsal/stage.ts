import { openAccount, type Account, type Ear } from './aws.ts';
import { type ApiCaller, callAt, makeApiCaller } from './caller.ts';
import type { Cdk } from './cdk.ts';
import type { Ministack } from './ministack.ts';
import type { PostOffice } from './post-office.ts';

/** All that the steps work on once the stage is deployed. */
export interface Stage {
  api: ApiCaller;
  account: Account;
  office: PostOffice;
  cdk: Cdk;
  ministack: Ministack;
  ear: Ear;
  /** As the stack prints it. */
  webhookUrl: string;
  /** Posts a webhook to the deployed Lambda URL; answers its status. */
  postWebhook: (body: string, path?: string) => Promise<number>;
  /** The name of one of the stage's resources. */
  named: (name: string) => string;
  /** The other way round. */
  shortName: (name: string) => string;
}

export interface Deployed {
  stacks: string[];
  apiUrl: string;
  /** As the stack prints it, to be registered at Mailgun. */
  webhookUrl: string;
  key: string;
}

const STAGE = 'outbound-email-rehearsal';

export const openStage = async (
  parts: Pick<Stage, 'office' | 'cdk' | 'ministack'>,
  deployed: Deployed,
): Promise<Stage> => {
  const { ministack, office } = parts;
  const account = openAccount(ministack);
  const named = (name: string): string => `${STAGE}-${name}`;
  const webhook = new URL(deployed.webhookUrl);
  // The fake posts to addresses that it can reach; the emulator knows a Lambda URL by this path, too.
  const reachable = `${ministack.url}/_aws/lambda-url/${webhook.hostname.split('.')[0] ?? ''}${webhook.pathname}`;
  office.tell(reachable, deployed.webhookUrl);
  return {
    ...parts,
    account,
    api: makeApiCaller(ministack.port, deployed.apiUrl, deployed.key),
    webhookUrl: deployed.webhookUrl,
    ear: await account.listen(named('bus')),
    postWebhook: async (body, path = webhook.pathname) => {
      const headers = { 'content-type': 'application/json', 'user-agent': 'mailgun/webhooks' };
      const url = new URL(path, webhook).href;
      return (await callAt(ministack.port, url, { method: 'POST', headers, body })).status;
    },
    named,
    shortName: (name) => name.replace(`${STAGE}-`, ''),
  };
};
