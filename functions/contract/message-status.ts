import * as z from 'zod';

export const messageStatuses = [
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'bounced',
  'failed',
  'skipped',
  'cancelled',
] as const;

export type MessageStatus = (typeof messageStatuses)[number];

export const reasons = [
  'disabled',
  'suppressed_bounce',
  'suppressed_complaint',
  'suppressed_manual',
  'no_consent',
  'opted_out',
  'frequency_cap',
  'paused',
  'expired',
  'superseded',
  'sandbox',
  'outcome_unknown',
  'rejected',
  'dead_lettered',
  'no_address',
  'no_content',
] as const;

export type Reason = (typeof reasons)[number];

export const statusSchema = z
  .enum(messageStatuses)
  .meta({ id: 'EmailStatus', description: 'Where an e-mail is in its life.' });

export const reasonSchema = z
  .enum(reasons)
  .meta({ id: 'Reason', description: 'Why an e-mail was skipped, failed, or waits.' });
