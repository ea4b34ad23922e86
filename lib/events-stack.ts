import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { resourceName, type StageProps } from './stage.ts';

/** The bus that business events come in by, and our own go out. */
export class EventsStack extends Stack {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: resourceName(props.config, 'bus') });
    // MiniStack, where a rehearsal runs, refuses archives; and a stage that leaves nothing behind needs none.
    if (!props.ephemeral) this.keepArchive(props);
  }

  private keepArchive(props: StageProps): void {
    this.bus.archive('Archive', {
      archiveName: resourceName(props.config, 'archive'),
      description: 'Two weeks of bus events, to look back at',
      eventPattern: { account: [this.account] },
      retention: Duration.days(14),
    });
  }
}
