import * as z from 'zod';

/** An alert as the export of somebody shows it whom it names. */
export const namingAlertSchema = z
  .object({
    title: z.string(),
    body: z.string().optional(),
    since: z.iso.datetime(),
    until: z.iso.datetime().describe('When it was over, or came last.'),
  })
  .meta({ id: 'NamingAlert', description: 'An alert for operators that names the recipient.' });
