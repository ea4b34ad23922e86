import { describe, expect, test } from 'vitest';
import { isSwitchedOff } from '../../functions/preferences/switched-off.ts';
import { aConfig } from '../outbox/messages.ts';

const templates = [
  'appointment_confirmation',
  'appointment_rescheduled',
  'appointment_cancelled',
  'appointment_reminder',
  'appointment_request',
  'appointment_no_show',
  'appointment_feedback',
];

describe('Of the mails about appointments', () => {
  test('all are sent while nothing is switched off', () => {
    expect(templates.filter((name) => isSwitchedOff(name, aConfig()))).toEqual([]);
  });

  test.each([
    ['appointment_confirmation', ['appointment_confirmation']],
    ['appointment_changes', ['appointment_rescheduled', 'appointment_cancelled', 'appointment_request']],
    ['appointment_reminders', ['appointment_reminder']],
    ['appointment_no_show', ['appointment_no_show']],
    ['appointment_feedback', ['appointment_feedback']],
  ])('%s switches off %j', (name, off) => {
    const config = aConfig({ templates: { [name]: { enabled: false } } });
    expect(templates.filter((one) => isSwitchedOff(one, config))).toEqual(off);
  });
});
