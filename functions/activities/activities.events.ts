import * as z from 'zod';
import type { DocumentedEvent } from '../bus/documented-event.ts';
import { toldFields } from './activity.ts';
import { dealExample } from './example.ts';

/** An activity as an event tells it, beside its id. */
export const toldActivitySchema = z.strictObject(toldFields);

/** What reps did, as the bus tells it. */
export const activitiesEvents: readonly DocumentedEvent[] = [
  {
    direction: 'in',
    type: 'activity.recorded',
    summary: 'A rep has done something: a call, a meeting, a deal, a task, a mail.',
    description: 'It counts in their digest. Refused where nobody knows the rep.',
    payload: toldActivitySchema,
    id: 'Your id of the activity: told again, it is the same one, or a correction.',
    route: 'POST /v1/activities',
    example: dealExample,
  },
];
