import { bookingSchema, changeSchema, completionSchema, sequenceSchema } from './appointment.ts';

/** Events about one that is not known yet come again after those that book it. */
const named = { sequence: sequenceSchema };

/** What the bus tells of appointments, beside their ids. */
export const eventSchemas = {
  booked: bookingSchema,
  rescheduled: changeSchema.extend(named),
  cancelled: changeSchema.extend(named),
  completed: completionSchema.extend(named),
} as const;
