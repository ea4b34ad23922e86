import type { Place } from '../aws-limits.ts';
import { resourceName } from '../resource-name.ts';
import { Refusal } from './arguments.ts';
import { type DataResource, dataResources } from './data.ts';
import { describeData, placeRows, planDestruction, shortNames, synthesisOptions } from './plan.ts';
import { dataStackOf, findPlace, seekConsent, type Task, type World } from './world.ts';

/** Shows, asks, and takes down a stage, with its data where that was asked for; answers an exit code. @throws Refusal */
export const destroy = async (task: Task, world: World): Promise<number> => {
  const { asked, config, file } = task;
  const { stage } = config;
  const place = await findPlace(task, world);
  const standing = await world.account.stacksOf(stage);
  const dataStack = standing.find(({ name }) => name === resourceName(config, 'data'));
  const isEphemeral = dataStack?.tags['ephemeral'] === 'true';
  const deletesData = asked.deleteData || isEphemeral;
  const onlyData = dataStack !== undefined && standing.length === 1;
  if (!deletesData && (standing.length === 0 || onlyData)) {
    world.print(nothingToDestroy(task, place, onlyData));
    return 0;
  }
  world.print(`Reading the stacks of stage ${stage} …`);
  // Whoever made it ephemeral did so when it was deployed.
  const context = { ...asked.context, ...(isEphemeral && { ephemeral: 'true' }) };
  const assembly = world.cdk.synthesize(synthesisOptions({ ...asked, context }));
  const resources = dataResources(dataStackOf(assembly, config).template, place);
  const plan = planDestruction(
    standing,
    assembly.stacks.map(({ name }) => name),
    { dataStack: resourceName(config, 'data'), deletesData },
  );
  reportUnknown(plan.unknown, deletesData, world);
  const going = [...plan.others, ...(plan.data === undefined ? [] : [plan.data])];
  await seekConsent(task, world, {
    title: 'Takes down:',
    rows: [
      ...placeRows(stage, file, place),
      ['stacks', going.length === 0 ? 'none stands' : `${going.length}: ${shortNames(going, stage)}`],
      deletesData
        ? ['deleted for ever', describeData(resources)]
        : ['kept', `stack data, with ${describeData(resources)}`],
    ],
  });
  const remove = (names: readonly string[]): number =>
    names.length === 0
      ? 0
      : world.cdk.run([
          'destroy',
          ...names,
          '--exclusively',
          '--force',
          '--app',
          assembly.directory,
          ...asked.forwarded,
        ]);
  const code = remove(plan.others);
  if (code !== 0 || !deletesData) return code;
  return deleteData(resources, world, () => remove(plan.data === undefined ? [] : [plan.data]));
};

const nothingToDestroy = ({ config }: Task, place: Place, onlyData: boolean): string =>
  onlyData
    ? `Stage ${config.stage} is taken down; its data stand in stack ${resourceName(config, 'data')}. Add --delete-data to delete them, too.`
    : `No stack of stage ${config.stage} stands in account ${place.account}, region ${place.region}.`;

const reportUnknown = (unknown: readonly string[], deletesData: boolean, world: World): void => {
  if (unknown.length === 0) return;
  const line = `Stacks of another version of the service stand, which this one does not know: ${unknown.join(', ')}. Check that version out to take them down`;
  // They use the data.
  if (deletesData) throw new Refusal(`${line} first.`);
  world.warn(`${line}.`);
};

/** Deletes data with the stack that owns them: a bucket must be empty for that, and what the stack keeps is deleted by name. */
const deleteData = async (
  resources: readonly DataResource[],
  { store, print }: World,
  removeStack: () => number,
): Promise<number> => {
  for (const { kind, name } of resources) if (kind === 'bucket') await store.empty(name);
  const code = removeStack();
  if (code !== 0) return code;
  for (const resource of resources) {
    if ((await store.lookAt(resource)) === 'absent') continue;
    print(`Deleting ${describeData([resource])} …`);
    await store.remove(resource);
  }
  return 0;
};
