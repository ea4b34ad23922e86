import { HOUR, MINUTE, SECOND } from '../../functions/platform/clock.ts';
import type { Host } from './hosts.ts';
import type { makeOutages } from './outages.ts';
import { drawFate, type World } from './world.ts';

/** Those outside who set things going. */
export interface Actors {
  startDue: () => void;
  nextDueAt: () => number | undefined;
  isDone: () => boolean;
}

/** How long faults go on after the last request was answered: scheduled mail has left by then, and most was read. */
const TROUBLE_MS = 2 * HOUR;
/** Long enough for Mailgun to be asked for the last time about mail of which no word comes. */
const HEALING_MS = 76 * HOUR;

/** Lets the world go on until all is said and done; answers how many calls were made. */
export const play = async (
  world: World,
  hosts: readonly Host[],
  actors: Actors,
  outages?: ReturnType<typeof makeOutages>,
): Promise<number> => {
  world.faults.on = true;
  let calls = 0;
  let healsAt = Infinity;
  let endsAt = Infinity;
  for (;;) {
    actors.startDue();
    startDue(world, hosts);
    await world.turns.settle();
    if (healsAt === Infinity && actors.isDone()) healsAt = world.now() + TROUBLE_MS;
    if (endsAt === Infinity && world.now() >= healsAt) endsAt = heal(world);
    if (world.turns.waiting() > 0) {
      calls += 1;
      if (outages) followWeather(world, outages);
      takeTurn(world);
      for (const host of hosts) host.endOverdue();
      continue;
    }
    const next = nextDueAt(world, hosts, actors);
    if (next > endsAt) return calls;
    world.moveTo(next);
    world.turns.wakeDue(world.now());
    for (const host of hosts) host.endOverdue();
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

const nextDueAt = (world: World, hosts: readonly Host[], actors: Actors): number => {
  const soon = [
    world.turns.nextWakeAt(),
    world.mailgun.nextDueAt(),
    actors.nextDueAt(),
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
