/**
 * Indexes of the activity table: attributes of partition and sort, whether the sort is a number, and what stands beside
 * the keys.
 */
export const activityIndexes = {
  byRep: { partition: 'repList', sort: 'startKey', isNumber: false },
  byStartMonth: { partition: 'startMonth', sort: 'startKey', isNumber: false },
  byEnrollments: { partition: 'enrollmentList', sort: 'enrolledKey', isNumber: false, beside: ['ttl'] },
  byEnrollmentStatus: {
    partition: 'enrollmentStatusList',
    sort: 'enrolledKey',
    isNumber: false,
    beside: ['ttl'],
  },
  byLeadState: {
    partition: 'leadStateList',
    sort: 'leadListKey',
    isNumber: false,
    beside: ['leadBand', 'ttl'],
  },
  byLeadOwner: {
    partition: 'leadOwnerList',
    sort: 'leadListKey',
    isNumber: false,
    beside: ['leadState', 'leadBand', 'ttl'],
  },
  byNextDue: { partition: 'dueShard', sort: 'nextDueAt', isNumber: true, beside: ['tz'] },
} as const;
