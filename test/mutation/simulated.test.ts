import { expect, test } from 'vitest';
import { cleanVerdict } from '../chaos/audit.ts';
import { cleanPersons } from '../simulation/persons-audit.ts';
import { simulatePersons } from '../simulation/simulate-persons.ts';
import { simulate } from '../simulation/simulate.ts';

test('mails survive faults at any call', async () => {
  expect(await simulate({ messages: 40, seed: 1 })).toMatchObject(cleanVerdict);
});

test('conversations survive faults at any call', async () => {
  expect(await simulatePersons({ conversations: 8, seed: 9 })).toMatchObject(cleanPersons);
});
