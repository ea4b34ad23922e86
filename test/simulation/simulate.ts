import { makeRecipientStore } from '../../functions/preferences/store.ts';
import { suppress } from '../../functions/preferences/recipient-changes.ts';
import { HOUR, MINUTE, SECOND } from '../../functions/platform/clock.ts';
import { seedBuiltIn } from '../../functions/templates/seed.ts';
import type { Rule } from '../chaos/rules.ts';
import { audit, type Verdict } from '../chaos/audit.ts';
import { compiledBuiltIns } from '../templates/built-ins.ts';
import { type Callers, makeCallers, type Traffic } from './callers.ts';
import { functionSetups } from './functions.ts';
import { type Host, makeHost } from './hosts.ts';
import { clientOf } from './memory-dynamo.ts';
import { makeOutages } from './outages.ts';
import { without } from './rules.ts';
import { drawFate, makeWorld, TABLES, type World } from './world.ts';

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

/** How long faults go on after the last request was answered: scheduled mail has left by then, and most was read. */
const TROUBLE_MS = 2 * HOUR;
/** Long enough for Mailgun to be asked for the last time about mail of which no word comes. */
const HEALING_MS = 76 * HOUR;

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
  world.faults.on = true;
  let calls = 0;
  let healsAt = Infinity;
  let endsAt = Infinity;
  for (;;) {
    callers.startDue();
    startDue(world, hosts);
    await world.turns.settle();
    if (healsAt === Infinity && callers.isDone()) healsAt = world.now() + TROUBLE_MS;
    if (endsAt === Infinity && world.now() >= healsAt) endsAt = heal(world);
    if (world.turns.waiting() > 0) {
      calls += 1;
      if (outages) followWeather(world, outages);
      takeTurn(world);
      for (const host of hosts) host.endOverdue();
      continue;
    }
    const next = nextDueAt(world, hosts, callers);
    if (next > endsAt) break;
    world.moveTo(next);
    world.turns.wakeDue(world.now());
    for (const host of hosts) host.endOverdue();
  }
  return {
    seed: options.seed,
    messages: options.messages,
    faults: world.faults.counts,
    ...audit({
      accepted: callers.accepted(),
      inbox: world.mailgun.inbox(),
      sends: world.dynamo.items(TABLES.sends),
      metrics: world.dynamo.items(TABLES.metrics),
      published: world.published.map(({ detailType, detail }) => ({ detailType, id: String(detail['id']) })),
      objects: [...world.objects],
    }),
    calls,
    journal: world.journal.digest('hex').slice(0, 16),
  };
};

/** Some recipients must get nothing, whatever happens. */
const suppressSome = async (world: World): Promise<void> => {
  const direct = clientOf((input) => Promise.resolve(world.dynamo.answer(input)));
  const at = world.now();
  await makeRecipientStore(direct, TABLES.preferences).change(
    'stopped@example.com',
    (recipient) => suppress(recipient, { reason: 'manual', at }),
    { at, by: 'service', how: 'api' },
  );
};

/** What a deployment brings. */
const seedTemplates = async (world: World): Promise<void> => {
  const dynamo = clientOf((input) => Promise.resolve(world.dynamo.answer(input)));
  for (const builtIn of await compiledBuiltIns()) {
    await seedBuiltIn({ dynamo, table: TABLES.templates }, builtIn, world.now());
  }
};

const startDue = (world: World, hosts: readonly Host[]): void => {
  const now = world.now();
  for (const [name, timer] of world.timers) {
    if (timer.dueAt > now) continue;
    world.timers.delete(name);
    world.queues.timers.send(JSON.stringify({ kind: 'send', id: timer.id }), now);
  }
  world.mailgun.postDue((raw) => postWebhook(world, raw));
  for (const host of hosts) host.startDue();
};

/** A webhook may be refused, come twice, or be taken by an endpoint whose answer is lost. */
const postWebhook = (world: World, raw: unknown): boolean => {
  const body = JSON.stringify(raw);
  const queue = world.queues['raw-events'];
  const fate = world.faults.on ? world.chance() : 1;
  const count = (name: string): void => {
    world.faults.counts[name] = (world.faults.counts[name] ?? 0) + 1;
  };
  if (fate < 0.05 || world.isWebhookDown) {
    count('webhook_refused');
    return false;
  }
  // Up to a minute on the way, so that none keeps its place.
  queue.send(body, world.now() + (fate < 0.2 ? world.chance() * MINUTE : 0));
  if (fate < 0.08) {
    count('webhook_duplicate');
    queue.send(body, world.now() + world.chance() * HOUR);
  }
  if (fate > 0.97 && fate < 1) {
    count('webhook_answer_lost');
    return false;
  }
  return true;
};

/** Share of turns in which everything stands still for a while, as in a slow network or a frozen host. */
const STALL_SHARE = 0.0003;

const takeTurn = (world: World): void => {
  const { turns, chance } = world;
  const { run, what, fate } = turns.take(Math.floor(chance() * turns.waiting()), (_run, name) =>
    drawFate(world, name),
  );
  world.journal.update(`${run.name} ${what} ${fate} ${world.now()}\n`);
  let passed = chance() < 0.02 ? chance() * 50 : 0;
  if (world.faults.on && chance() < STALL_SHARE) {
    passed = chance() * 90 * SECOND;
    world.faults.counts['stall'] = (world.faults.counts['stall'] ?? 0) + 1;
  }
  world.moveTo(world.now() + passed);
  turns.wakeDue(world.now());
  if (world.faults.on && world.trouble.weathers.length > 0 && chance() < 0.001) {
    const { weathers, webhookDown } = world.trouble;
    world.weather = weathers[Math.floor(chance() * weathers.length)] ?? 'fair';
    world.isWebhookDown = chance() < webhookDown;
    const name = `mailgun_${world.weather}`;
    world.faults.counts[name] = (world.faults.counts[name] ?? 0) + 1;
  }
};

/** Mailgun fails when the outages say so, as long as there are faults. */
const followWeather = (world: World, outages: ReturnType<typeof makeOutages>): void => {
  if (world.faults.on) world.weather = outages.at(world.now());
};

/** Ends all faults; answers until when the world goes on. */
const heal = (world: World): number => {
  world.faults.on = false;
  world.weather = 'fair';
  world.isWebhookDown = false;
  return world.now() + HEALING_MS;
};

const nextDueAt = (world: World, hosts: readonly Host[], callers: Callers): number => {
  const soon = [
    world.turns.nextWakeAt(),
    world.mailgun.nextDueAt(),
    callers.nextDueAt(),
    ...[...world.timers.values()].map(({ dueAt }) => dueAt),
    ...hosts.filter(({ setup }) => setup.trigger.kind !== 'rule').map((host) => host.nextDueAt()),
  ].filter((at) => at !== undefined);
  const rules = hosts
    .filter(({ setup }) => setup.trigger.kind === 'rule')
    .map((host) => host.nextDueAt() ?? Infinity);
  // A rule that finds nothing to look at changes nothing, so those runs are left out.
  const nextCheck = world.dynamo.nextCheckAt();
  return Math.max(world.now(), Math.min(...soon, ...rules.map((at) => Math.max(at, nextCheck))));
};
