/** Where CloudWatch keeps what the functions count. */
export const METRICS_NAMESPACE = 'OutboundEmail';

/** What the functions count. Alarms and graphs name these and no others, so none watches what nobody emits. */
export type MetricName =
  | `Send_${'sent' | 'rejected' | 'throttled' | 'account' | 'unreached' | 'unknown'}`
  | 'AccountRefused'
  | 'AppointmentRequestsUnanswered'
  | 'BreakerOpened'
  | 'BusEventFieldsLeftOut'
  | 'DeadLetters'
  | 'DigestsLeftOut'
  | 'EventsUnreadable'
  | 'FailedBatchItems'
  | 'ForeignMessageId'
  | 'ListedItemsSkipped'
  | 'RefusedBusEvents'
  | 'RefusedReplays'
  | 'RefusedWebhooks'
  | 'ReplayedTokens'
  | 'SuppressionsNotInStep'
  | 'UnknownEvents';
