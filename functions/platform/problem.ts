import * as z from 'zod';

/** One fault of a request, as callers are told of it. */
export const faultSchema = z
  .object({
    pointer: z
      .string()
      .describe(
        'Where it is, as a JSON pointer (RFC 6901) into the body; below `/query` for parameters, below `/headers` for headers, and the name of its part for the path.',
      ),
    code: z.string().describe('What is wrong; stays the same from release to release.'),
    detail: z.string().describe('What to do, for people.'),
  })
  .meta({ id: 'Fault', description: 'One fault of a request.' });

/** An error as callers are told of it (RFC 9457). Codes are added from time to time, so it is no closed list. */
export const problemSchema = z
  .object({
    type: z.string().describe('`urn:outbound-email:error:` and the code.'),
    title: z.string().describe('The code in words.'),
    status: z.int().describe('The HTTP status.'),
    code: z.string().describe('What to decide by; stays the same from release to release.'),
    detail: z.string().describe('What was wrong this time and what to do, for people.'),
    instance: z.string().describe('The path of the request.'),
    requestId: z.string().describe('Finds the request in the logs of the service.'),
    errors: z.array(faultSchema).optional().describe('Every fault of the request at once.'),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457).' });

/** What API Gateway says in the place of the service. */
export const platformMessageSchema = z
  .object({ message: z.string().describe('Such as `Too Many Requests`.') })
  .meta({
    id: 'PlatformMessage',
    description: 'What the platform says when the service can not answer itself.',
  });
