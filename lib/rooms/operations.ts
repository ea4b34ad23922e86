import type { Room } from './room.ts';

/** What operators are told by mail: alerts of others and of our own, and a report each week. */
export const operations = (room: Room): void => {
  const { uses } = room;
  const telling = [
    uses.accept,
    uses.activity('GetItem', 'PutItem', 'UpdateItem', 'Query'),
    uses.messages('BatchGetItem'),
  ];
  room.takeEvents(
    {
      others: ['system.alert'],
      own: ['system.alert', 'lead.acknowledged', 'sms.sent', 'sms.unknown', 'sms.refused'],
      ownWhere: [
        { type: 'email.failed', field: 'reason', values: ['dead_lettered'] },
        { type: 'lead.escalated', field: 'exhausted', values: [true] },
      ],
    },
    { description: 'Takes alerts, and hears what the service itself runs into', uses: telling },
  );
  room.takeTimers({ description: 'Tells operators of alerts', uses: telling });
  room.runEveryMinute(
    {
      name: 'operations-due',
      handler: 'sweep',
      description: 'Tells of alerts that no timer has brought, and sends the report of the week',
      memoryMb: 1024,
      uses: [
        ...telling,
        uses.activityIndexes('byNextDue'),
        uses.state('Query'),
        uses.messages('Query'),
        uses.messageIndexes('byFailure'),
        uses.recipientIndexes('bySuppression'),
      ],
    },
    'Runs the sweeper of alerts and reports',
  );
  room.knowsPersons(...telling, uses.activity('DeleteItem'), uses.messages('DeleteItem'));
};
