import * as z from 'zod';

/** Of all routes of this room. */
export const tag = { name: 'Templates', description: 'Writing, trying and publishing templates.' };
export const scope = 'templates';
export const readScope = ['templates', 'read'] as const;
export const nameParams = z.strictObject({
  name: z.string().min(1).max(100).describe('The name of the template.'),
});
