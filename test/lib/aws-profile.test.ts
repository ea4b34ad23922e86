import { afterEach, expect, test, vi } from 'vitest';
import { takeProfile } from '../../lib/aws-profile.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  { argv: ['--stage', 'prod', '--profile', 'crm'], rest: ['--stage', 'prod'], profile: 'crm' },
  { argv: ['list', '--profile=crm', '--stage=prod'], rest: ['list', '--stage=prod'], profile: 'crm' },
  { argv: ['--stage', 'prod'], rest: ['--stage', 'prod'], profile: 'of the shell' },
  // Whoever reads the options says that its value is missing.
  { argv: ['--profile', '--stage', 'prod'], rest: ['--profile', '--stage', 'prod'], profile: 'of the shell' },
  { argv: ['--profile'], rest: ['--profile'], profile: 'of the shell' },
])('$argv work with the profile $profile', ({ argv, rest, profile }) => {
  vi.stubEnv('AWS_PROFILE', 'of the shell');
  expect(takeProfile(argv)).toEqual(rest);
  expect(process.env['AWS_PROFILE']).toBe(profile);
});
