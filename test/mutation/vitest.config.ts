import { defineConfig } from 'vitest/config';

/** Tests of parts: they need no cloud, so that each mutant is tried in seconds. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/{bench,bin,chaos,e2e,lib,local,mutation,openapi,simulation}/**',
      'test/**/*.long.test.ts',
      'test/docs.test.ts',
    ],
  },
});
