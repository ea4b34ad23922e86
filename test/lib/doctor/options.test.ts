import { expect, test } from 'vitest';
import { readOptions } from '../../../lib/doctor/options.ts';

test.each([
  {
    args: ['--stage', 'prod'],
    want: { stage: 'prod', dns: undefined, mailgunUrl: undefined, sendsTestMail: true },
  },
  {
    args: [
      '--stage',
      'dev',
      '--dns',
      '127.0.0.1:5353',
      '--mailgun-url',
      'http://127.0.0.1:1/',
      '--no-test-mail',
    ],
    want: { stage: 'dev', dns: '127.0.0.1:5353', mailgunUrl: 'http://127.0.0.1:1', sendsTestMail: false },
  },
  { args: ['--stage', 'dev', '--dns', '[2606:4700::1111]:53'], want: { dns: '[2606:4700::1111]:53' } },
  { args: ['--stage', 'dev', '--dns', '2606:4700::1111'], want: { dns: '2606:4700::1111' } },
])('$args are taken', ({ args, want }) => {
  expect(readOptions(args)).toMatchObject({ is: 'run', ...want });
});

test('--help is help, whatever stands beside it', () => {
  expect(readOptions(['--help'])).toEqual({ is: 'help' });
});

test.each([
  { args: [], why: '--stage is missing.' },
  { args: ['--stage'], why: "Option '--stage <value>' argument missing." },
  { args: ['--stage', 'Prod'], why: '--stage "Prod" is no name of a stage.' },
  { args: ['--stage', 'prod', '--fix'], why: "Unknown option '--fix'." },
  { args: ['--stage', 'prod', 'now'], why: "Unexpected argument 'now'." },
  {
    args: ['--stage', 'prod', '--dns', 'dns.google'],
    why: '--dns "dns.google" is no IP address with or without a port.',
  },
  {
    args: ['--stage', 'prod', '--dns', '1.1.1.1:70000'],
    why: '--dns "1.1.1.1:70000" is no IP address with or without a port.',
  },
  {
    args: ['--stage', 'prod', '--mailgun-url', 'ftp://x'],
    why: '--mailgun-url "ftp://x" is no http or https address.',
  },
])('$args are refused in one line', ({ args, why }) => {
  const asked = readOptions(args);
  expect(asked).toEqual({ is: 'refused', why: `${why} npm run doctor -- --help shows what there is.` });
});
