import { leadEventTypes, ownEventTypes, ownMailEventTypes } from '../../functions/sequences/event-types.ts';
import { sequencesRoutes } from '../../functions/sequences/sequences.routes.ts';
import { warnOfOff } from '../read-sequences.ts';
import type { Room } from './room.ts';

/** Sequences: mails over time that stop when they should. */
export const sequences = (room: Room): void => {
  const { uses, stage } = room;
  warnOfOff(stage.config, stage.sequences);
  const working = [uses.tellOverTime];
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
