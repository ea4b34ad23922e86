/** Indexes of the sends table, by keys alone: attributes of partition and sort, and whether the sort is a number. */
export const sendsIndexes = {
  byRecipient: { partition: 'recipientKey', sort: 'sortKey', isNumber: false },
  byConversation: { partition: 'conversationId', sort: 'sortKey', isNumber: false },
  byAppointment: { partition: 'appointmentId', sort: 'sortKey', isNumber: false },
  byLead: { partition: 'leadId', sort: 'sortKey', isNumber: false },
  byMonth: { partition: 'listMonth', sort: 'sortKey', isNumber: false },
  byFailure: { partition: 'failedMonth', sort: 'failureKey', isNumber: false },
  byNextCheck: { partition: 'checkShard', sort: 'nextCheckAt', isNumber: true },
} as const;
