import { makeRecipientStore } from '../../functions/preferences/store.ts';
import { summaryConfigOf } from '../../functions/conversations/config.ts';
import { functionSetups } from './functions.ts';
import { makeHost } from './hosts.ts';
import { personFunctions } from './person-functions.ts';
import { emailOf, gathers, makePersons } from './persons.ts';
import { auditPersons, type PersonsVerdict } from './persons-audit.ts';
import { play } from './play.ts';
import { directClient, seedTemplates } from './simulate.ts';
import { makeWorld, TABLES, type World } from './world.ts';

export interface PersonsReport extends PersonsVerdict {
  seed: number;
  conversations: number;
  refusals: number;
  erasures: number;
  faults: Record<string, number>;
  calls: number;
}

/**
 * Conversations that are told once and again, in any order; persons who refuse their summaries and who are erased, while
 * any call of any function may fail, and any function may end between two.
 */
export const simulatePersons = async (options: {
  seed: number;
  conversations: number;
}): Promise<PersonsReport> => {
  const world = makeWorld({ seed: options.seed });
  await seedTemplates(world);
  await gatherForSome(world, options.conversations);
  const hosts = [...functionSetups, ...personFunctions].map((setup) => makeHost(world, setup));
  const persons = makePersons(world, hosts, options.conversations);
  const calls = await play(world, hosts, persons);
  return {
    ...options,
    refusals: persons.refused.size,
    erasures: persons.erased.size,
    faults: world.faults.counts,
    ...auditPersons({
      persons,
      mails: world.mailgun.taken(),
      salesAddress: summaryConfigOf(world.config).salesAddress,
      items: Object.fromEntries(
        Object.values(TABLES)
          .filter((table) => table !== TABLES.templates)
          .map((table) => [table, world.dynamo.items(table)]),
      ),
    }),
    calls,
  };
};

const gatherForSome = async (world: World, conversations: number): Promise<void> => {
  const recipients = makeRecipientStore(directClient(world), TABLES.preferences);
  const at = world.now();
  for (let person = 0; person < conversations; person += 1) {
    if (!gathers(person)) continue;
    await recipients.change(emailOf(person), (recipient) => ({ ...recipient, summaryFrequency: 'daily' }), {
      at,
      by: 'service',
      how: 'api',
    });
  }
};
