import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { answerFile, isViewerFile, viewerFiles } from '../../functions/openapi/viewer.ts';

const own = ['index.html', 'viewer.js', 'viewer.css'] as const;
const read = (file: string): string => readFileSync(`functions/openapi/viewer/${file}`, 'utf8');

describe('The viewer of the API', () => {
  test.each(['constructor', '../openapi.json', 'index.mjs', ''])('has no file "%s"', (name) => {
    expect(isViewerFile(name)).toBe(false);
  });

  test.each(own)('asks nobody else for anything: %s', (file) => {
    expect(read(file)).not.toMatch(/(https?:)?\/\/[a-z]/i);
  });

  test('loads the files that are served, and runs no script of the page itself', () => {
    const page = read('index.html');
    const loaded = [...page.matchAll(/(?:src|href)="\/docs\/([^"]+)"/g)].map(([, file = '']) => file);
    expect(loaded.sort()).toEqual(
      Object.keys(viewerFiles)
        .filter((file) => file !== 'index.html')
        .sort(),
    );
    expect(page).not.toMatch(/<script>|<style|\son\w+=/);
  });

  test('may call its own address alone, and be framed by nobody', () => {
    const { headers } = answerFile('index.html', '');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const policy = headers?.['content-security-policy'] ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy).toContain(part);
    expect(policy.split(';').find((part) => part.includes('script-src'))).not.toContain('unsafe');
  });

  test('fits into an answer of Lambda, the largest of its files too', () => {
    const bundle = fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js'));
    // As JSON, which is what Lambda counts: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    const answer = JSON.stringify(answerFile('swagger-ui-bundle.js', readFileSync(bundle, 'utf8')));
    expect(statSync(bundle).size).toBeGreaterThan(1_000_000);
    expect(Buffer.byteLength(answer)).toBeLessThan(3_000_000);
  });
});
