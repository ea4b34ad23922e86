import { describe, expect, test } from 'vitest';
import {
  ephemeralFault,
  neverStood,
  placeFaults,
  type StandingStack,
  standingFindings,
} from '../../../lib/deploy/standing.ts';
import { parseConfig } from '../../../lib/read-config.ts';

const place = { account: '123456789012', region: 'eu-central-1' };

describe('The certificate of app.yaml', () => {
  const faults = (arn: string | null) =>
    placeFaults(parseConfig(JSON.stringify({ public: { certificate_arn: arn } }), 'app.yaml'), place);

  test('may be of the account and region, or be none', () => {
    expect(faults(null)).toEqual([]);
    expect(faults('arn:aws:acm:eu-central-1:123456789012:certificate/abc')).toEqual([]);
  });

  test('of another region is refused, with the region to deploy to', () => {
    expect(faults('arn:aws:acm:eu-west-1:123456789012:certificate/abc')).toEqual([
      'public.certificate_arn is a certificate of eu-west-1, and this would go to eu-central-1: set AWS_REGION=eu-west-1, ' +
        'or name a certificate of eu-central-1.',
    ]);
  });

  test('of another account is refused', () => {
    expect(faults('arn:aws:acm:eu-central-1:999999999999:certificate/abc')).toEqual([
      'public.certificate_arn is a certificate of account 999999999999, and these credentials are of 123456789012: use those ' +
        'of the other account, or name a certificate of this one.',
    ]);
  });
});

const stack = (status: string, ephemeral?: string): StandingStack => ({
  name: 'outbound-email-dev-data',
  status,
  tags: ephemeral === undefined ? {} : { ephemeral },
});

const LASTS = /^-c ephemeral=true is refused: stage dev stands without it/;

describe('A data stack that stands', () => {
  test.each([
    { standing: undefined, ephemeral: true },
    { standing: undefined, ephemeral: false },
    { standing: stack('UPDATE_COMPLETE', 'false'), ephemeral: false },
    { standing: stack('UPDATE_ROLLBACK_COMPLETE', 'true'), ephemeral: true },
    { standing: stack('UPDATE_COMPLETE'), ephemeral: false },
    { standing: stack('ROLLBACK_FAILED', 'false'), ephemeral: true },
    { standing: stack('REVIEW_IN_PROGRESS'), ephemeral: true },
  ])('as $standing.status $standing.tags lets ephemeral=$ephemeral go', ({ standing, ephemeral }) => {
    expect(standingFindings(standing, { stage: 'dev', ephemeral })).toEqual({ faults: [], warnings: [] });
    expect(ephemeralFault(standing, { stage: 'dev', ephemeral })).toBeUndefined();
  });

  test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'])(
    'as %s and is to last is not made ephemeral',
    (status) => {
      for (const standing of [stack(status, 'false'), stack(status)]) {
        const { faults } = standingFindings(standing, { stage: 'dev', ephemeral: true });
        expect(faults).toEqual([expect.stringMatching(LASTS)]);
        expect(ephemeralFault(standing, { stage: 'dev', ephemeral: true })).toMatch(LASTS);
      }
    },
  );

  test('and is ephemeral may be made to last, which is said', () => {
    const found = standingFindings(stack('UPDATE_COMPLETE', 'true'), { stage: 'dev', ephemeral: false });
    expect(found.faults).toEqual([]);
    expect(found.warnings).toEqual([
      expect.stringMatching(/^Stage dev stands with -c ephemeral=true, and this would make it last/),
    ]);
  });

  test('and is being changed is waited for', () => {
    expect(standingFindings(stack('UPDATE_IN_PROGRESS'), { stage: 'dev', ephemeral: false }).faults).toEqual([
      'Stack outbound-email-dev-data is being changed (UPDATE_IN_PROGRESS): wait until that has ended, then repeat this.',
    ]);
  });

  test('and could not be deleted has to be, first', () => {
    expect(standingFindings(stack('DELETE_FAILED'), { stage: 'dev', ephemeral: false }).faults).toEqual([
      expect.stringContaining('npm run destroy -- --stage dev --delete-data'),
    ]);
  });
});

test('A stack never stood when there is none, or when its first creation failed', () => {
  const statuses = ['CREATE_FAILED', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'REVIEW_IN_PROGRESS'];
  expect(neverStood(undefined)).toBe(true);
  for (const status of statuses) expect(neverStood(stack(status)), status).toBe(true);
  for (const status of [
    'CREATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_FAILED',
    'DELETE_FAILED',
  ]) {
    expect(neverStood(stack(status)), status).toBe(false);
  }
});
