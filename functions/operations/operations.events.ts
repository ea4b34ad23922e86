import * as z from 'zod';
import type { DocumentedEvent } from '../bus/documented-event.ts';
import { ownAlertDetail } from '../bus/own-alerts.ts';
import { alertFields, systemAlertSchema } from './system-alert.ts';

/** An alert as an event tells it, beside its id. */
export const toldAlertSchema = z.strictObject(alertFields);

/** Alerts, as the bus tells them. */
export const operationsEvents: readonly DocumentedEvent[] = [
  {
    direction: 'in',
    type: 'system.alert',
    summary: 'Something of your systems needs a person, or is over: operators get a mail.',
    description:
      'Alerts of one `key` are one matter, and one mail; `resolved` ends it. docs/operations.md says when it leaves.',
    payload: toldAlertSchema,
    id: 'Your id of the alert: told again, it counts once.',
    example: {
      id: 'sync-2027-01-31T09',
      key: 'crm-sync',
      severity: 'critical',
      title: 'The CRM has not been synchronised for an hour',
      body: 'Leads of the last hour are missing there.',
      state: 'firing',
      actionUrl: 'https://status.example.com/crm',
    },
  },
  {
    direction: 'out',
    type: 'system.alert',
    summary: 'The service has run into something that a person should see to.',
    description:
      'Operators get a mail of it; listen to it where another system is to know. The part of `key` before a slash says which kind it is.',
    detail: z.object(systemAlertSchema.shape),
    sameBy: ['id', 'state'],
    example: ownAlertDetail({
      kind: 'refused_event',
      id: '6f1c2a9e-1d2b-4f4e-8d0e-0f0a4c0f9a11',
      about: 'lead.qualified',
    }),
  },
];
