import { Duration } from 'aws-cdk-lib';
import { appointmentsRoutes } from '../../functions/appointments/appointments.routes.ts';
import { appointmentPagesRoutes } from '../../functions/appointments/appointment-pages.routes.ts';
import type { Use } from '../uses.ts';
import type { Room } from './room.ts';

/** Appointments: what everybody is told of them, reminders, and the customer's pages. */
export const appointments = (room: Room): void => {
  const { uses } = room;
  // Whoever does what an appointment owes may find that its people were erased meanwhile, and takes it back.
  const working = [uses.tellOverTime, uses.messageIndexes('byAppointment'), uses.linkKeys, uses.baseUrl];
  room.answer(
    {
      handler: 'appointments',
      description: 'Takes appointments, and tells who takes part',
      memoryMb: 1024,
      uses: [...working, uses.activityIndexes('byRep', 'byStartMonth')],
    },
    appointmentsRoutes,
  );
  room.answer(
    {
      handler: 'appointment-pages',
      description: 'The customer’s pages of an appointment',
      memoryMb: 1024,
      uses: working,
    },
    appointmentPagesRoutes,
  );
  room.takeEvents(
    {
      others: [
        'appointment.booked',
        'appointment.rescheduled',
        'appointment.cancelled',
        'appointment.completed',
      ],
      // Who has chosen when they are reminded, is so from then on.
      own: ['preferences.changed'],
    },
    { description: 'Takes what the bus tells of appointments', memoryMb: 1024, uses: working },
  );
  room.takeTimers({
    description: 'Does what is due of appointments',
    memoryMb: 1024,
    uses: working,
  });
  mending(room, working);
  room.knowsPersons(...working);
};

/** What does without timers what they lose, and what lies beyond them. */
const mending = (room: Room, working: readonly Use[]): void => {
  const uses = [...working, room.uses.activityIndexes('byNextDue')];
  room.runEveryMinute(
    {
      name: 'appointments-due',
      handler: 'sweep',
      description: 'Does what is due of appointments and no timer has brought',
      memoryMb: 1024,
      uses,
    },
    'Runs the sweeper of appointments',
  );
  const replan = room.makeFunction({
    name: 'appointments-replan',
    handler: 'replan',
    description: 'Plans timers that have come near, and what older rules of time zones had planned',
    timeout: Duration.minutes(15),
    memoryMb: 1024,
    uses,
  });
  room.repeat(replan, {
    every: Duration.days(1),
    maxAge: Duration.minutes(30),
    description: 'Plans appointments anew once a day',
  });
};
