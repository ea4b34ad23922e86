import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { expect, onTestFinished, test } from 'vitest';
import { makeSmsClient } from '../../functions/sms/sms.ts';

test('Each call has a connection of its own, so none is made on one that was closed meanwhile', async () => {
  let connections = 0;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"MessageId": "sms-1"}');
  }).on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = makeSmsClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  onTestFinished(() => {
    client.destroy();
    server.close();
    server.closeAllConnections();
  });
  const call = new SendTextMessageCommand({ DestinationPhoneNumber: '+4930123456', MessageBody: 'Hello' });
  await client.send(call);
  await client.send(call);
  expect(connections).toBe(2);
});
