import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { loggable, makeLogger } from '../platform/logging.ts';
import { seedBuiltIn } from './seed.ts';
import { templateContentSchema } from '../rendering/template.ts';

/** What CloudFormation tells a custom resource, as far as it matters here. */
const requestSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
});

const builtInsSchema = z.array(z.object({ name: z.string(), content: templateContentSchema }));

const store = { dynamo: makeDynamo(), table: requireEnv('TEMPLATES_TABLE') };
const logger = makeLogger();

const seedAll = async (): Promise<void> => {
  const file = await readFile(new URL('built-ins.json', import.meta.url), 'utf8');
  const builtIns = builtInsSchema.parse(JSON.parse(file));
  for (const builtIn of builtIns) {
    const seeding = await seedBuiltIn(store, builtIn, Date.now());
    logger.info('Seeded a built-in template', { template: builtIn.name, seeding });
  }
};

/** Brings the built-in templates to the stage with each deployment; they stay when the stack goes. */
export const handler = async (event: unknown): Promise<void> => {
  const request = requestSchema.parse(event);
  const answer = { Status: 'SUCCESS', Reason: '' };
  if (request.RequestType !== 'Delete') {
    try {
      await seedAll();
    } catch (error) {
      logger.error('The built-in templates could not be seeded', { error: loggable(error) });
      answer.Status = 'FAILED';
      answer.Reason = error instanceof Error ? error.message : String(error);
    }
  }
  // CloudFormation waits for this answer, up to an hour.
  const response = await fetch(request.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({
      ...answer,
      StackId: request.StackId,
      RequestId: request.RequestId,
      LogicalResourceId: request.LogicalResourceId,
      PhysicalResourceId: request.PhysicalResourceId ?? 'built-in-templates',
    }),
  });
  if (!response.ok) throw new Error(`CloudFormation answered ${response.status}`);
};
