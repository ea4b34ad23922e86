/** What people look for in a list of messages: none of it changes in a message's life, so that keeping it here costs no writes. */
const searched = [
  'to',
  'subject',
  'category',
  'template',
  'tags',
  'overflow',
  'conversationId',
  'appointmentId',
  'leadId',
] as const;

/**
 * Indexes of the sends table: attributes of partition and sort, whether the sort is a number, and what stands beside
 * the keys.
 */
export const sendsIndexes = {
  byRecipient: { partition: 'recipientKey', sort: 'sortKey', isNumber: false },
  byConversation: { partition: 'conversationId', sort: 'sortKey', isNumber: false },
  byAppointment: { partition: 'appointmentId', sort: 'sortKey', isNumber: false },
  byLead: { partition: 'leadId', sort: 'sortKey', isNumber: false },
  byMonth: { partition: 'listMonth', sort: 'sortKey', isNumber: false, beside: searched },
  byStatus: { partition: 'statusMonth', sort: 'sortKey', isNumber: false, beside: searched },
  byFailure: { partition: 'failedMonth', sort: 'failureKey', isNumber: false },
  byNextCheck: { partition: 'checkShard', sort: 'nextCheckAt', isNumber: true },
} as const;
