import { type App, Stack, Tags } from 'aws-cdk-lib';
import { ConfigError } from '../functions/platform/config.ts';
import { ApiStack } from './api-stack.ts';
import { DataStack } from './data-stack.ts';
import { EdgeStack } from './edge-stack.ts';
import { EventsStack } from './events-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';
import { deployFaults } from './preflight.ts';
import { refuseDeployment } from './refuse-deployment.ts';
import { activities } from './rooms/activities.ts';
import { analytics } from './rooms/analytics.ts';
import { appointments } from './rooms/appointments.ts';
import { conversations } from './rooms/conversations.ts';
import { digests } from './rooms/digests.ts';
import { leads } from './rooms/leads.ts';
import { openapi } from './rooms/openapi.ts';
import { operations } from './rooms/operations.ts';
import { outbox } from './rooms/outbox.ts';
import { preferences } from './rooms/preferences.ts';
import { privacy } from './rooms/privacy.ts';
import { recipientPages } from './rooms/recipient-pages.ts';
import { reps } from './rooms/reps.ts';
import { Room } from './rooms/room.ts';
import { sequences } from './rooms/sequences.ts';
import { templates } from './rooms/templates.ts';
import { tracking } from './rooms/tracking.ts';
import type { RoomName } from './stack-names.ts';
import { resourceName } from './resource-name.ts';
import { type StageProps } from './stage.ts';

/** The rooms of functions/, by their folders, and what each is made of; those before it are told to each. */
const rooms: Readonly<Record<RoomName, (room: Room, before: readonly Room[]) => void>> = {
  outbox,
  tracking,
  templates,
  preferences,
  'recipient-pages': recipientPages,
  reps,
  activities,
  conversations,
  appointments,
  sequences,
  leads,
  digests,
  operations,
  analytics,
  openapi,
  // After all rooms that know persons.
  privacy,
};

/** @throws ConfigError when the stage must not be built so. */
export const checkStage = ({ ephemeral, config }: StageProps): void => {
  if (ephemeral && config.stage === 'prod') {
    throw new ConfigError(
      '-c ephemeral=true deletes tables, mails and secrets with their stacks, so it is refused on stage prod.',
    );
  }
};

/**
 * Builds every stack of a stage into an app; each depends only on those before it.
 * @throws ConfigError when the stage must not be built so.
 */
export const buildStacks = (app: App, props: StageProps): void => {
  checkStage(props);
  const id = (name: string): string => resourceName(props.config, name);
  const data = new DataStack(app, id('data'), props);
  const events = new EventsStack(app, id('events'), props);
  const edge = new EdgeStack(app, id('edge'), props);
  const built: Room[] = [];
  for (const [name, make] of Object.entries(rooms)) {
    const room = new Room(app, name, { ...props, data, events, edge });
    make(room, built);
    built.push(room);
  }
  new ApiStack(app, id('api'), { ...props, edge, rooms: built });
  new ObservabilityStack(app, id('observability'), { ...props, edge, events, rooms: built });
  // Where all mail goes to a fake, placeholders do no harm.
  const faults = props.mailgunUrl === undefined ? deployFaults(props.config) : [];
  if (faults.length > 0) {
    for (const stack of app.node.children.filter((child) => Stack.isStack(child))) {
      refuseDeployment(stack, faults);
    }
  }
  Tags.of(app).add('service', 'outbound-email');
  Tags.of(app).add('stage', props.config.stage);
  // Tells the next deployment what this one was; of stacks alone, since it says nothing of a queue.
  Tags.of(app).add('ephemeral', String(props.ephemeral), { includeResourceTypes: ['aws:cdk:stack'] });
};
