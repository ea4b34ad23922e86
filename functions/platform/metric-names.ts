/** Where CloudWatch keeps what the functions count. */
export const METRICS_NAMESPACE = 'OutboundEmail';

/** What the functions count. Alarms and graphs name these and no others, so none watches what nobody emits. */
export type MetricName =
  | `Send_${'sent' | 'rejected' | 'throttled' | 'account' | 'unreached' | 'unknown'}`
  | 'AccountRefused'
  | 'AppointmentRequestsUnanswered'
  | 'AskedEvents'
  | 'Bounced'
  | 'BreakerOpened'
  | 'BusEventFieldsLeftOut'
  | 'Complained'
  | 'Delivered'
  | 'DigestsLeftOut'
  | 'EventsUnreadable'
  | 'FailedBatchItems'
  | 'FailedMail'
  | 'ForeignMessageId'
  | 'ListedItemsSkipped'
  | 'LongPauses'
  | 'RefusedBusEvents'
  | 'RefusedReplays'
  | 'RefusedWebhooks'
  | 'ReplayedTokens'
  | 'SuppressionsNotInStep'
  | 'Sweeps'
  | 'UnknownEvents'
  | 'WebhookEvents';
