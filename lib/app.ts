import { type App, Stack, Tags } from 'aws-cdk-lib';
import { ConfigError } from '../functions/platform/config.ts';
import { ApiStack } from './api-stack.ts';
import { DataStack } from './data-stack.ts';
import { EdgeStack } from './edge-stack.ts';
import { EventsStack } from './events-stack.ts';
import { IntakeStack } from './intake-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';
import { deployFaults } from './preflight.ts';
import { refuseDeployment } from './refuse-deployment.ts';
import { SchedulingStack } from './scheduling-stack.ts';
import { SendingStack } from './sending-stack.ts';
import type { StageProps } from './stage.ts';
import { resourceName } from './stage.ts';
import { TemplatesStack } from './templates-stack.ts';
import { TrackingStack } from './tracking-stack.ts';

/**
 * Builds every stack of a stage into an app; each depends only on those before it.
 * @throws ConfigError when the stage must not be built so.
 */
export const buildStacks = (app: App, props: StageProps): void => {
  if (props.ephemeral && props.config.stage === 'prod') {
    throw new ConfigError(
      '-c ephemeral=true deletes tables, mails and secrets with their stacks, so it is refused on stage prod.',
    );
  }
  const id = (name: string): string => resourceName(props.config, name);
  const data = new DataStack(app, id('data'), props);
  const events = new EventsStack(app, id('events'), props);
  const edge = new EdgeStack(app, id('edge'), props);
  const templates = new TemplatesStack(app, id('templates'), { ...props, data });
  const tracking = new TrackingStack(app, id('tracking'), { ...props, data, events });
  const sending = new SendingStack(app, id('sending'), {
    ...props,
    data,
    events,
    tracking,
    baseUrl: edge.baseUrl,
  });
  const scheduling = new SchedulingStack(app, id('scheduling'), { ...props, data, sending });
  const intake = new IntakeStack(app, id('intake'), { ...props, data, events, sending, scheduling });
  const api = new ApiStack(app, id('api'), { ...props, data, edge, events, sending, scheduling });
  new ObservabilityStack(app, id('observability'), {
    ...props,
    data,
    edge,
    events,
    sending,
    scheduling,
    tracking,
    templates,
    intake,
    api,
  });
  // Where all mail goes to a fake, placeholders do no harm.
  const faults = props.mailgunUrl === undefined ? deployFaults(props.config) : [];
  if (faults.length > 0) {
    for (const stack of app.node.children.filter((child) => Stack.isStack(child))) {
      refuseDeployment(stack, faults);
    }
  }
  Tags.of(app).add('service', 'outbound-email');
  Tags.of(app).add('stage', props.config.stage);
};
