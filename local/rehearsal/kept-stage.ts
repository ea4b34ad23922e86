import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { startDns, type Zone } from './dns-server.ts';
import { RehearsalError } from './faults.ts';
import { sendingZone } from './sending-zone.ts';
import type { StageUp } from './deploy-steps.ts';

const LOOK_EVERY_MS = 500;

/** In the folder of rehearsals, while a stage is kept. */
export const SHELL_FILE = 'stage.sh';

const recordsSchema = z.record(z.string(), z.array(z.string()));
const zoneSchema = z.object({
  txt: recordsSchema.default({}),
  cname: z.record(z.string(), z.string()).default({}),
  a: recordsSchema.default({}),
  silent: z.array(z.string()).default([]),
}) satisfies z.ZodType<Zone>;

/** A zone in a file that somebody edits meanwhile; as it was before, while it can't be read. */
const makeZoneFile = (file: string, first: Zone): (() => Zone) => {
  let last = first;
  writeFileSync(file, `${JSON.stringify(first, null, 2)}\n`);
  return () => {
    try {
      last = zoneSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      console.error(`${file} can't be read, so that DNS stays as it was: ${String(error)}`);
    }
    return last;
  };
};

/**
 * Leaves a deployed stage to somebody in another terminal, with a file in the home of rehearsals that leads all
 * commands to it; what belongs to this one is in its own folder. Ctrl+C ends all of it.
 * @throws RehearsalError when the emulator ended by itself
 */
export const keepStage = async (
  { stage, deployed }: StageUp,
  { home, folder }: { home: string; folder: string },
  print: (line: string) => void,
): Promise<never> => {
  const shell = path.join(home, SHELL_FILE);
  const zone = path.join(folder, 'dns.json');
  const dns = await startDns(makeZoneFile(zone, sendingZone(stage.cdk.config.email.mailgun.domain)));
  const variables = {
    ...stage.cdk.variables,
    CURL_CA_BUNDLE: stage.ministack.certificateFile,
    API_URL: reachable(stage.ministack.url, deployed.apiUrl),
    OUTBOUND_EMAIL_KEY: deployed.key,
    WEBHOOK_URL: deployed.webhookUrl,
    MAILGUN_URL: stage.office.url,
    MAILGUN_DOMAIN: stage.cdk.config.email.mailgun.domain,
    MAILGUN_KEY: stage.office.keys.apiKey,
    MAILGUN_SENDING_KEY: stage.office.keys.sendingKey,
    MAILGUN_SIGNING_KEY: stage.office.keys.signingKey,
    DNS: dns.address,
    DNS_ZONE: zone,
  };
  writeFileSync(shell, shellFile(variables), { mode: 0o600 });
  process.on('exit', () => rmSync(shell, { force: true }));
  told(shell).forEach(print);
  while (stage.ministack.isRunning()) await pause(LOOK_EVERY_MS);
  throw new RehearsalError(
    `The emulator has ended: ${stage.ministack.complaints().at(-1) ?? 'it said nothing'}`,
  );
};

/** Not every program resolves names below `localhost`; the emulator knows an API by this path, too. */
const reachable = (emulator: string, apiUrl: string): string =>
  `${emulator}/_aws/execute-api/${new URL(apiUrl).hostname.split('.')[0] ?? ''}/$default`;

const shellFile = (variables: Record<string, string>): string =>
  [
    '# Leads the commands of this shell to the stage that `npm run rehearse -- --keep` holds up; gone when that ends.',
    'unset AWS_PROFILE AWS_SESSION_TOKEN',
    ...Object.entries(variables).map(
      ([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
    ),
    '',
  ].join('\n');

const told = (shell: string): string[] => [
  '',
  'The stage "rehearsal" is up until you press Ctrl+C here. In another terminal, in this folder:',
  '',
  `  . ${shell}`,
  '  npm run doctor -- --stage rehearsal --dns "$DNS"',
  '  curl -s "$API_URL/v1/status" -H "Authorization: Bearer $OUTBOUND_EMAIL_KEY"',
  '',
  'Every command of docs/deploy.md and docs/operate.md works on it, the AWS CLI too; what to break, and how to find it: docs/drills.md.',
];
