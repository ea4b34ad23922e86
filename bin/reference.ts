import { writeFileSync } from 'node:fs';
import { referencePages } from './reference/pages.ts';

/** Writes docs/api.md and docs/events.md from what rooms declare. */
for (const { file, content } of await referencePages()) {
  writeFileSync(file, content);
  console.log(`${file}: ${content.split('\n').length - 1} lines`);
}
