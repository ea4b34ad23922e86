import { leadPagesRoutes } from '../../functions/leads/lead-pages.routes.ts';
import { leadsRoutes } from '../../functions/leads/leads.routes.ts';
import type { Room } from './room.ts';

/** Leads: who is asked, who is told when nobody answers, and what became of them. */
export const leads = (room: Room): void => {
  const { uses } = room;
  const working = [uses.tellOverTime, uses.linkKeys, uses.baseUrl, uses.sms];
  room.answer(
    {
      handler: 'leads',
      description: 'Takes leads, and asks who is to act on them',
      memoryMb: 1024,
      uses: [...working, uses.activityIndexes('byLeadState', 'byLeadOwner')],
    },
    leadsRoutes,
  );
  room.answer(
    {
      handler: 'lead-pages',
      description: 'Where reps take leads by their links',
      memoryMb: 1024,
      uses: working,
    },
    leadPagesRoutes,
  );
  room.takeEvents(
    {
      others: ['lead.qualified', 'lead.updated', 'lead.acknowledged', 'lead.outcome'],
      ownMails: { types: ['email.bounced', 'email.failed', 'email.skipped'], metadata: 'leadRun' },
    },
    {
      description: 'Takes what the bus tells of leads, and which mails about them reached nobody',
      memoryMb: 1024,
      uses: working,
    },
  );
  room.takeTimers({ description: 'Does what is due of leads', memoryMb: 1024, uses: working });
  room.runEveryMinute(
    {
      name: 'leads-due',
      handler: 'sweep',
      description: 'Does what is due of leads and no timer has brought',
      memoryMb: 1024,
      uses: [...working, uses.activityIndexes('byNextDue')],
    },
    'Runs the sweeper of leads',
  );
  room.knowsPersons(...working);
};
