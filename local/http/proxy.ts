import {
  Agent,
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';

export interface Call {
  method: string;
  path: string;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

export interface Reply {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

/** Passes a call on: the one that came, or another in its place. */
export type PassOn = (instead?: Call) => Promise<Reply>;

/** What becomes of one call: it may be passed on, not at all, or more than once. */
export type Meddle = (call: Call, passOn: PassOn) => Promise<Reply>;

export interface Proxy {
  url: string;
  stop: () => Promise<void>;
}

/** A server in front of another one that meddles with every call. */
export const startProxy = async (target: string, meddle: Meddle): Promise<Proxy> => {
  const agent = new Agent({ keepAlive: true });
  const { origin, pathname } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    void answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  // A caller must not find its idle connection closed at the moment that it uses it again.
  server.keepAliveTimeout = 0;
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const call: Call = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.headers,
      body: await collect(incoming),
    };
    const reply = await meddle(call, (instead = call) => forward(origin, agent, instead));
    outgoing.writeHead(reply.status, reply.headers);
    outgoing.end(reply.body);
  };
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
    });
  });
  return {
    url: `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}`,
    stop: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const collect = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const forward = (origin: string, agent: Agent, call: Call): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      origin + call.path,
      { method: call.method, headers: withLength(call.headers, call.body), agent },
      (incoming) => {
        collect(incoming).then((body) => {
          resolve({
            status: incoming.statusCode ?? 502,
            headers: withLength(incoming.headers, body),
            body,
          });
        }, reject);
      },
    );
    outgoing.once('error', reject);
    outgoing.end(call.body);
  });

/** Of one connection, or of the server that it leads to. */
const ownHeaders: readonly string[] = ['connection', 'host', 'transfer-encoding'];

/** A body is passed on whole, whatever way it came. */
const withLength = (headers: Reply['headers'], body: Buffer): Reply['headers'] => ({
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name))),
  'content-length': String(body.length),
});

/** The execution environment that made a call, by the name that it gives in its user agent. */
export const callerOf = (call: Call): string | undefined =>
  // Powertools appends a mark of its own to the name.
  /app\/([\w-]+?\.\d+)(?:-PT-|\s|$)/.exec(String(call.headers['user-agent']))?.[1];

export const awsError = (status: number, type: string, message = 'injected'): Reply => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type },
  body: Buffer.from(JSON.stringify({ __type: type, message })),
});
