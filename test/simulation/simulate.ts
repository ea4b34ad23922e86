import { makeRecipientStore } from '../../functions/preferences/store.ts';
import { suppress } from '../../functions/preferences/recipient-changes.ts';
import type { Dynamo } from '../../functions/platform/dynamo.ts';
import { seedBuiltIn } from '../../functions/templates/seed.ts';
import type { Rule } from '../chaos/rules.ts';
import { audit, type Verdict } from '../chaos/audit.ts';
import { compiledBuiltIns } from '../templates/built-ins.ts';
import { makeCallers, type Traffic } from './callers.ts';
import { functionSetups } from './functions.ts';
import { makeHost } from './hosts.ts';
import { clientOf } from './memory-dynamo.ts';
import { makeOutages } from './outages.ts';
import { without } from './rules.ts';
import { play } from './play.ts';
import { makeWorld, TABLES, type World } from './world.ts';

export interface SimulationReport extends Verdict {
  seed: number;
  messages: number;
  faults: Record<string, number>;
  /** Calls that were made, one at a time. */
  calls: number;
  /** A hash over every call and its fate: the same for the same seed. */
  journal: string;
}

export interface SimulationOptions {
  seed: number;
  messages: number;
  /** A rule of the service that is left out, to see the audit notice. */
  without?: Rule | undefined;
  /** `hourly`: one mail an hour while Mailgun is away for minutes to days at a time, as a chat has it at night. */
  traffic?: Traffic;
}

const HOURLY_APP_YAML = 'email: { delivery: { retry_attempts: 1, retry_delay_minutes: 1 } }';

/**
 * Runs the real functions in one thread against everything else in memory, one call at a time, in an order and with
 * faults that the seed decides. The same seed gives the same run, call by call.
 */
export const simulate = async (options: SimulationOptions): Promise<SimulationReport> => {
  const rule = without(options.without);
  const { traffic = 'busy' } = options;
  const world = makeWorld({
    seed: options.seed,
    tamper: rule.tamper,
    configure: rule.configure,
    trouble: traffic === 'hourly' ? { weathers: [], webhookDown: 0, strikes: 1 } : rule.trouble,
    appYaml: traffic === 'hourly' ? HOURLY_APP_YAML : undefined,
  });
  const outages = traffic === 'hourly' ? makeOutages(options.seed, world.now()) : undefined;
  await suppressSome(world);
  await seedTemplates(world);
  const hosts = functionSetups
    .filter(({ name }) => name !== rule.missing)
    .map((setup) => makeHost(world, setup));
  const callers = makeCallers(world, hosts, { messages: options.messages, traffic });
  const calls = await play(world, hosts, callers, outages);
  return {
    seed: options.seed,
    messages: options.messages,
    faults: world.faults.counts,
    ...audit({
      accepted: callers.accepted(),
      inbox: world.mailgun.inbox(),
      sends: world.dynamo.items(TABLES.sends),
      metrics: world.dynamo.items(TABLES.state),
      published: world.published.map(({ detailType, detail }) => ({ detailType, id: String(detail['id']) })),
      objects: [...world.objects],
    }),
    calls,
    journal: world.journal.digest('hex').slice(0, 16),
  };
};

/** Calls the table itself, as nothing of the service does. */
export const directClient = (world: World): Dynamo =>
  clientOf((input, command) => Promise.resolve(world.dynamo.answer(input, command)));

/** Some recipients must get nothing, whatever happens. */
const suppressSome = async (world: World): Promise<void> => {
  const direct = directClient(world);
  const at = world.now();
  await makeRecipientStore(direct, TABLES.preferences).change(
    'stopped@example.com',
    (recipient) => suppress(recipient, { reason: 'manual', at }),
    { at, by: 'service', how: 'api' },
  );
};

/** What a deployment brings. */
export const seedTemplates = async (world: World): Promise<void> => {
  const dynamo = directClient(world);
  for (const builtIn of await compiledBuiltIns()) {
    await seedBuiltIn({ dynamo, table: TABLES.templates }, builtIn, world.now());
  }
};
