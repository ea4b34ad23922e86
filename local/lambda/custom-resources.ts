import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import * as z from 'zod';
import { readBody } from '../http/body.ts';
import type { FunctionPool } from './function-pool.ts';

const answerSchema = z.object({ Status: z.enum(['SUCCESS', 'FAILED']), Reason: z.string().default('') });
const MAX_ANSWER_BYTES = 4096;

/**
 * Runs a function as CloudFormation runs a custom resource when it is created, and waits for its answer.
 * @throws Error with the function's reason when it failed.
 */
export const createCustomResource = async (id: string, pool: Pick<FunctionPool, 'invoke'>): Promise<void> => {
  const { url, answered, close } = await listenForAnswer();
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
    close();
  }
};

const listenForAnswer = async (): Promise<{ url: string; answered: Promise<string>; close: () => void }> => {
  const { promise: answered, resolve, reject } = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    readBody(request, MAX_ANSWER_BYTES).then((body) => {
      response.end();
      resolve(body?.toString('utf8') ?? '');
    }, reject);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    answered,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
