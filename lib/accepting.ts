import type { DataStack } from './data-stack.ts';
import type { EventsStack } from './events-stack.ts';
import { allowAttachments, allowItems, allowPublishing, allowSending } from './permissions.ts';
import type { SchedulingStack } from './scheduling-stack.ts';
import { resolveSendingMode } from './sending-mode.ts';
import type { SendingStack } from './sending-stack.ts';
import type { ServiceFunction } from './service-function.ts';
import type { StageProps } from './stage.ts';

export interface AcceptingProps extends StageProps {
  data: DataStack;
  events: EventsStack;
  sending: SendingStack;
  scheduling: SchedulingStack;
}

/** What `accept` reads, wherever it runs. */
export const acceptEnvironment = ({ data, events, sending, scheduling, config }: AcceptingProps) => ({
  SENDS_TABLE: data.sends.tableName,
  PREFERENCES_TABLE: data.preferences.tableName,
  METRICS_TABLE: data.metrics.tableName,
  TEMPLATES_TABLE: data.templates.tableName,
  ATTACHMENTS_BUCKET: data.attachmentsBucket,
  TRANSACTIONAL_QUEUE_URL: sending.transactional.queue.queueUrl,
  BULK_QUEUE_URL: sending.bulk.queue.queueUrl,
  BUS_NAME: events.bus.eventBusName,
  SENDING_MODE: resolveSendingMode(config),
  ...scheduling.planningEnvironment(),
});

/** What `accept` does, wherever it runs. */
export const allowAccepting = (
  fn: ServiceFunction,
  { data, events, sending, scheduling }: AcceptingProps,
): void => {
  allowItems(fn, data.sends, 'GetItem', 'PutItem', 'BatchWriteItem');
  allowItems(fn, data.preferences, 'GetItem');
  allowItems(fn, data.metrics, 'UpdateItem');
  allowItems(fn, data.templates, 'GetItem', 'Query');
  allowAttachments(fn, data.attachmentsBucket, 'PutObject', 'DeleteObject');
  allowSending(fn, sending.transactional.queue, sending.bulk.queue);
  allowPublishing(fn, events.bus);
  scheduling.allowPlanning(fn);
};

/** What telling of conversations does beside: it calls mails back, adds to those that wait, and keeps consents. */
export const allowConversations = (fn: ServiceFunction, props: AcceptingProps): void => {
  const { data } = props;
  allowAccepting(fn, props);
  allowItems(fn, data.sends, 'BatchGetItem', 'UpdateItem', 'Query');
  allowItems(fn, data.preferences, 'PutItem');
  allowItems(fn, data.activity, 'GetItem', 'PutItem', 'Query');
};
