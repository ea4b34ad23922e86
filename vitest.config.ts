import { defineConfig } from 'vitest/config';

/** Tests that start a whole cloud, whose clock they move, so that each file needs a process of its own. */
const withCloud = ['test/{e2e,simulation}/**/*.test.ts', 'test/local/mailgun/**/*.test.ts'];

/** Tests that see all of a room from outside, measure how work grows, or break the service: by themselves, by `npm run test:long`. */
const long = ['test/**/*.long.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['test/build-assembly.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    expect: { requireAssertions: true },
    projects: [
      { extends: true, test: { name: 'cloud', include: withCloud, exclude: long } },
      { extends: true, test: { name: 'long', include: long } },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...withCloud, ...long],
          isolate: false,
        },
      },
    ],
  },
});
