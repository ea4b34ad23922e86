import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { readBody } from '../http/body.ts';
import { startServer } from '../http/server.ts';
import type { FunctionPool } from './function-pool.ts';

const answerSchema = z.object({ Status: z.enum(['SUCCESS', 'FAILED']), Reason: z.string().default('') });
const MAX_ANSWER_BYTES = 4096;

/**
 * Runs a function as CloudFormation runs a custom resource when it is created, and waits for its answer.
 * @throws Error with the function's reason when it failed.
 */
export const createCustomResource = async (id: string, pool: Pick<FunctionPool, 'invoke'>): Promise<void> => {
  const { url, answered, stop } = await listenForAnswer();
  try {
    await pool.invoke({
      RequestType: 'Create',
      ResponseURL: url,
      StackId: `local/${id}`,
      RequestId: randomUUID(),
      LogicalResourceId: id,
    });
    const { Status, Reason } = answerSchema.parse(JSON.parse(await answered));
    if (Status === 'FAILED') throw new Error(`${id}: ${Reason}`);
  } finally {
    await stop();
  }
};

const listenForAnswer = async (): Promise<{
  url: string;
  answered: Promise<string>;
  stop: () => Promise<void>;
}> => {
  const { promise: answered, resolve, reject } = Promise.withResolvers<string>();
  const { url, stop } = await startServer(
    0,
    async (request, response) => {
      const body = await readBody(request, MAX_ANSWER_BYTES);
      response.end();
      resolve(body?.toString('utf8') ?? '');
    },
    reject,
  );
  return { url: `${url}/`, answered, stop };
};
