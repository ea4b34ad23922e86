import { stageNamePattern } from '../../functions/platform/config.ts';
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { firstSentence, seeHelp } from '../usage-fault.ts';
import { isWebAddress } from '../web-address.ts';

export const usage = `Looks at a deployed stage and all that it hangs on, and says what to do about each thing that is wrong.

  npm run doctor -- --stage prod

  --stage         the stage; app.yaml (or the file that APP_YAML names) must be of it
  --profile       whose AWS credentials and region, where they are not those of your shell
  --dns           asks this resolver instead of the machine's own: 1.1.1.1, or 127.0.0.1:5353
  --mailgun-url   Mailgun's API, where it is not the one that the deployed functions call
  --no-test-mail  does not try whether the key may send: the try is a mail in test mode, which Mailgun bills and does not deliver

It reads with the AWS credentials and the region of your shell, and changes nothing. It ends with 1 where there is a fault.`;

export interface DoctorOptions {
  stage: string;
  dns: string | undefined;
  mailgunUrl: string | undefined;
  sendsTestMail: boolean;
}

export type Asked = { is: 'help' } | { is: 'refused'; why: string } | ({ is: 'run' } & DoctorOptions);

const options = {
  stage: { type: 'string' },
  dns: { type: 'string' },
  'mailgun-url': { type: 'string' },
  'no-test-mail': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const refused = (why: string): Asked => ({
  is: 'refused',
  why: seeHelp('doctor', why),
});

/** What a command line asks for. */
export const readOptions = (args: readonly string[]): Asked => {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return refused(firstSentence(error));
  }
  const { stage, dns, 'mailgun-url': mailgunUrl } = values;
  if (values.help) return { is: 'help' };
  if (stage === undefined) return refused('--stage is missing.');
  if (!stageNamePattern.test(stage)) return refused(`--stage "${stage}" is no name of a stage.`);
  if (dns !== undefined && !isResolver(dns))
    return refused(`--dns "${dns}" is no IP address with or without a port.`);
  if (mailgunUrl !== undefined && !isWebAddress(mailgunUrl)) {
    return refused(`--mailgun-url "${mailgunUrl}" is no http or https address.`);
  }
  return {
    is: 'run',
    stage,
    dns,
    mailgunUrl: mailgunUrl?.replace(/\/$/, ''),
    sendsTestMail: !values['no-test-mail'],
  };
};

const isResolver = (server: string): boolean => {
  const [, bracketed, v4, port] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(server) ?? [];
  const address = bracketed ?? v4 ?? server;
  return isIP(address) !== 0 && (port === undefined || (Number(port) > 0 && Number(port) < 65_536));
};
