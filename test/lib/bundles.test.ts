import { describe, expect, test } from 'vitest';
import { bundleName } from '../../lib/bundles.ts';

describe('The bundle of', () => {
  test.each([
    { file: 'functions/outbox/deliver.handler.ts', name: 'outbox-deliver' },
    { file: 'functions/outbox/dead-letters.handler.ts', name: 'outbox-dead-letters' },
    { file: 'functions\\outbox\\timers.handler.ts', name: 'outbox-timers' },
  ])('$file is $name', ({ file, name }) => {
    expect(bundleName(file)).toBe(name);
  });

  test.each(['functions/outbox/deliver.ts', 'lib/app.ts', 'functions/deliver.handler.ts'])(
    '%s does not exist, since it is no handler',
    (file) => {
      expect(() => bundleName(file)).toThrow(`${file} is no handler`);
    },
  );
});
