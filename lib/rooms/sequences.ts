import { leadEventTypes, ownEventTypes, ownMailEventTypes } from '../../functions/sequences/event-types.ts';
import { sequencesRoutes } from '../../functions/sequences/sequences.routes.ts';
import { offWithoutFile } from '../read-sequences.ts';
import type { Room } from './room.ts';

/** Sequences: mails over time that stop when they should. */
export const sequences = (room: Room): void => {
  const { uses, stage } = room;
  for (const name of offWithoutFile(stage.config, stage.sequences))
    console.warn(`app.yaml: sequences.off names ${name}, of which there is no file ${name}.yaml.`);
  const working = [
    uses.accept,
    uses.notify,
    uses.messages('DeleteItem'),
    uses.recipients('PutItem'),
    uses.activity('GetItem', 'PutItem', 'UpdateItem', 'Query', 'DeleteItem'),
    uses.timers,
  ];
  const files = { 'sequences.json': JSON.stringify(stage.sequences) };
  room.answer(
    {
      handler: 'sequences',
      description: 'Enrols, shows and stops',
      memoryMb: 1024,
      files,
      uses: [...working, uses.activityIndexes('byEnrollments', 'byEnrollmentStatus')],
    },
    sequencesRoutes,
  );
  room.takeEvents(
    {
      others: leadEventTypes,
      own: ownEventTypes,
      ownMails: { types: ownMailEventTypes, metadata: 'enrollmentId' },
    },
    {
      description: 'Hears what enrols, what ends, and what became of mails',
      memoryMb: 1024,
      files,
      uses: working,
    },
  );
  room.takeTimers({ description: 'Does what is due of enrolments', memoryMb: 1024, files, uses: working });
  room.runEveryMinute(
    {
      name: 'sequences-due',
      handler: 'sweep',
      description: 'Does what is due of enrolments and no timer has brought',
      memoryMb: 1024,
      files,
      uses: [...working, uses.activityIndexes('byNextDue')],
    },
    'Runs the sweeper of sequences',
  );
  room.knowsPersons(...working);
};
