import { describe, expect, test } from 'vitest';
import { type CommandName, readArguments } from '../../../lib/deploy/arguments.ts';
import { type Consent, consents, neededConsent, questionOf } from '../../../lib/deploy/consent.ts';

const needed = (how: { command?: CommandName; argv?: string[]; stage?: string; isTerminal?: boolean }) => {
  const asked = readArguments(how.command ?? 'deploy', ['--stage', how.stage ?? 'dev', ...(how.argv ?? [])]);
  if (asked === 'help') throw new Error('nobody asked for help');
  return neededConsent(asked, how.stage ?? 'dev', how.isTerminal ?? true);
};

const yesOrNo: Consent = { kind: 'yes-or-no' };
const given: Consent = { kind: 'given' };
const name = (of: string): Consent => ({ kind: 'name', name: of });

describe('What must be answered', () => {
  test.each([
    { how: {}, consent: yesOrNo },
    { how: { argv: ['--yes'] }, consent: given },
    { how: { argv: ['--yes'], isTerminal: false }, consent: given },
    { how: { argv: ['--confirm', 'dev'], isTerminal: false }, consent: given },
    { how: { stage: 'prod' }, consent: name('prod') },
    { how: { stage: 'prod', argv: ['--yes'] }, consent: name('prod') },
    { how: { stage: 'prod', argv: ['--confirm', 'prod'], isTerminal: false }, consent: given },
    { how: { stage: 'prod', command: 'destroy' as const }, consent: name('prod') },
    { how: { stage: 'prod', command: 'bootstrap' as const }, consent: yesOrNo },
    { how: { command: 'destroy' as const }, consent: yesOrNo },
    { how: { command: 'destroy' as const, argv: ['--delete-data'] }, consent: name('dev') },
    { how: { command: 'destroy' as const, argv: ['--delete-data', '--yes'] }, consent: name('dev') },
  ])('for $how is $consent.kind', ({ how, consent }) => {
    expect(needed(how)).toEqual(consent);
  });

  test.each([
    {
      how: { isTerminal: false },
      says: 'Nobody can be asked without a terminal: add --yes to npm run deploy. Nothing was touched.',
    },
    {
      how: { isTerminal: false, stage: 'prod', argv: ['--yes'] },
      says: '--yes does not answer for this: add --confirm prod to npm run deploy. Nothing was touched.',
    },
    {
      how: { isTerminal: false, command: 'destroy' as const, argv: ['--delete-data'] },
      says: 'Nobody can be asked without a terminal: add --confirm dev to npm run destroy. Nothing was touched.',
    },
    {
      how: { argv: ['--confirm', 'prod'] },
      says: '--confirm prod is not the name of the stage, which is dev; nothing was touched.',
    },
  ])('for $how can’t be: $says', ({ how, says }) => {
    expect(() => needed(how)).toThrow(says);
  });
});

describe('An answer', () => {
  test.each([
    { consent: { kind: 'yes-or-no' } as const, yes: ['y', 'Y', 'yes', ' y '], no: ['', 'n', 'dev', 'yeah'] },
    {
      consent: { kind: 'name', name: 'prod' } as const,
      yes: ['prod', ' prod '],
      no: ['', 'y', 'yes', 'PROD'],
    },
  ])('to $consent.kind', ({ consent, yes, no }) => {
    for (const answer of yes) expect(consents(consent, answer), answer).toBe(true);
    for (const answer of no) expect(consents(consent, answer), answer).toBe(false);
  });

  test('is asked for by what has to be typed', () => {
    expect(questionOf({ kind: 'yes-or-no' })).toBe('Go on? y/N ');
    expect(questionOf({ kind: 'name', name: 'prod' })).toBe('Type prod to go on: ');
  });
});
