import { expect, test } from 'vitest';
import * as z from 'zod';
import { read } from '../../functions/platform/faults.ts';

test.each([
  { schema: z.string(), value: 5, says: 'Must be a string; it is 5.' },
  { schema: z.number(), value: null, says: 'Must be a number; it is null.' },
  { schema: z.int(), value: 1.5, says: 'Must be a whole number; it is 1.5.' },
  { schema: z.coerce.number(), value: 'abc', says: 'Must be a number; it is not a number.' },
  { schema: z.boolean(), value: 'yes', says: 'Must be true or false; it is a string.' },
  { schema: z.array(z.string()), value: {}, says: 'Must be a list; it is an object.' },
  { schema: z.strictObject({}), value: [], says: 'Must be an object; it is a list.' },
  { schema: z.record(z.string(), z.string()), value: true, says: 'Must be an object; it is true.' },
  { schema: z.string().max(50_000), value: 'x'.repeat(50_001), says: 'Must have at most 50,000 characters.' },
  { schema: z.string().min(1), value: '', says: 'Must not be empty.' },
  { schema: z.string().min(3), value: 'ab', says: 'Must have at least 3 characters.' },
  { schema: z.array(z.int()).max(1), value: [1, 2], says: 'Must have at most 1 item.' },
  { schema: z.array(z.int()).min(1), value: [], says: 'Must not be empty.' },
  { schema: z.number().max(100), value: 101, says: 'Must be at most 100.' },
  { schema: z.int().min(1), value: 0, says: 'Must be at least 1.' },
  { schema: z.number().gt(0), value: 0, says: 'Must be above 0.' },
  { schema: z.number().lt(5), value: 5, says: 'Must be below 5.' },
  { schema: z.enum(['a', 'b', 'c']), value: 'd', says: 'Must be "a", "b", or "c".' },
  { schema: z.literal('a'), value: 'd', says: 'Must be "a".' },
  {
    schema: z.union([z.string(), z.strictObject({})]),
    value: 5,
    says: 'Has none of the forms that are taken here.',
  },
  { schema: z.string().max(2, 'Words of its own.'), value: 'xyz', says: 'Words of its own.' },
])('a value that does not fit is told in plain words: $says', ({ schema, value, says }) => {
  const result = read<unknown>(schema, value, '/field');
  expect(result).toMatchObject({ ok: false, faults: [{ pointer: '/field', detail: says }] });
});
