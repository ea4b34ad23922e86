import { afterAll, beforeAll } from 'vitest';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What an account holds, in as much as commands ask for it; a test changes it. */
export interface SmallAccount {
  /** By name: how many items, and whether DynamoDB refuses to delete it. */
  tables: Map<string, { items: number; isProtected: boolean }>;
  buckets: Map<string, Set<string>>;
  secrets: Map<string, { versions: number; deletedAt?: number }>;
  parameters: Map<string, string>;
  stacks: {
    name: string;
    status: string;
    tags: Record<string, string>;
    resources: [id: string, status: string][];
  }[];
  /** Whatever is asked for, this error is the answer. */
  fails?: { status: number; code: string; message: string };
  /** What was asked for, in turn. */
  asked: string[];
}

interface Answer {
  status: number;
  body: string;
}

const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) });
const xml = (body: string, status = 200): Answer => ({ status, body: `<?xml version="1.0"?>${body}` });
const absent = json({ __type: 'ResourceNotFoundException', message: 'there is none' }, 400);

type Body = Record<string, string>;

/** DynamoDB, Secrets Manager and SSM: JSON, and the action in a header. */
const byTarget: Readonly<Record<string, (account: SmallAccount, body: Body) => Answer>> = {
  Scan: ({ tables }, { TableName = '' }) => {
    const table = tables.get(TableName);
    return table === undefined ? absent : json({ Count: Math.min(table.items, 1), Items: [] });
  },
  DescribeTable: ({ tables }, { TableName = '' }) => {
    const table = tables.get(TableName);
    if (table === undefined) return absent;
    return json({ Table: { TableStatus: 'ACTIVE', DeletionProtectionEnabled: table.isProtected } });
  },
  UpdateTable: ({ tables }, { TableName = '' }) => {
    const table = tables.get(TableName);
    if (table === undefined) return absent;
    table.isProtected = false;
    return json({});
  },
  DeleteTable: ({ tables }, { TableName = '' }) => {
    if (tables.get(TableName)?.isProtected === true) {
      return json({ __type: 'ValidationException', message: 'protected against deletion' }, 400);
    }
    return tables.delete(TableName) ? json({}) : absent;
  },
  DescribeSecret: ({ secrets }, { SecretId = '' }) => {
    const secret = secrets.get(SecretId);
    if (secret === undefined) return absent;
    const versions = Array.from({ length: secret.versions }, (_, i) => [`v${i}`, ['AWSCURRENT']] as const);
    return json({
      VersionIdsToStages: Object.fromEntries(versions),
      ...(secret.deletedAt !== undefined && { DeletedDate: secret.deletedAt }),
    });
  },
  DeleteSecret: ({ secrets }, { SecretId = '', ForceDeleteWithoutRecovery }) =>
    String(ForceDeleteWithoutRecovery) === 'true' && secrets.delete(SecretId) ? json({}) : absent,
  GetParameter: ({ parameters }, { Name = '' }) => {
    const Value = parameters.get(Name);
    return Value === undefined
      ? json({ __type: 'ParameterNotFound', message: '' }, 400)
      : json({ Parameter: { Name, Value } });
  },
  GetServiceQuota: () => json({ Quota: { Value: 10 } }),
};

const stackXml = ({ name, status, tags }: SmallAccount['stacks'][number]): string =>
  `<member><StackName>${name}</StackName><StackStatus>${status}</StackStatus>` +
  `<StackId>arn:aws:cloudformation:eu-west-1:123456789012:stack/${name}/id</StackId><CreationTime>2026-01-01T00:00:00Z</CreationTime>` +
  `<Tags>${Object.entries(tags)
    .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
    .join('')}</Tags></member>`;

const result = (action: string, body: string): Answer =>
  xml(`<${action}Response><${action}Result>${body}</${action}Result></${action}Response>`);

const errorXml = (code: string, message: string, status: number): Answer =>
  xml(
    `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    status,
  );

/** Of each list a page holds one, so that whoever reads the first alone misses the rest. */
const page = <T>(list: readonly T[], token: string | null): { items: T[]; next: string } => {
  const at = Number(token ?? 0);
  return {
    items: list.slice(at, at + 1),
    next: at + 1 < list.length ? `<NextToken>${at + 1}</NextToken>` : '',
  };
};

/** STS and CloudFormation: a form, and XML. */
const byAction: Readonly<Record<string, (account: SmallAccount, form: URLSearchParams) => Answer>> = {
  GetCallerIdentity: () => result('GetCallerIdentity', '<Account>123456789012</Account>'),
  DescribeStacks: ({ stacks }, form) => {
    const name = form.get('StackName');
    const asked = stacks.filter((stack) => name === null || stack.name === name);
    if (name !== null && asked.length === 0) {
      return errorXml('ValidationError', `Stack with id ${name} does not exist`, 400);
    }
    const { items, next } = page(asked, form.get('NextToken'));
    return result('DescribeStacks', `<Stacks>${items.map(stackXml).join('')}</Stacks>${next}`);
  },
  ListStackResources: ({ stacks }, form) => {
    const found = stacks.find(({ name }) => name === form.get('StackName'));
    const { items, next } = page(found?.resources ?? [], form.get('NextToken'));
    const members = items.map(
      ([id, status]) =>
        `<member><PhysicalResourceId>${id}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus></member>`,
    );
    const summaries = `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`;
    return result('ListStackResources', `${summaries}${next}`);
  },
  DeleteStack: (account, form) => {
    // One whose deletion failed once fails again.
    account.stacks = account.stacks.filter(
      ({ name, status }) => name !== form.get('StackName') || status === 'DELETE_FAILED',
    );
    return xml('<DeleteStackResponse/>');
  },
};

const ofBucket = (account: SmallAccount, method: string, url: URL, body: string): Answer => {
  const name = url.pathname.split('/')[1] ?? '';
  const bucket = account.buckets.get(name);
  if (bucket === undefined) return xml('<Error><Code>NoSuchBucket</Code></Error>', 404);
  if (method === 'POST') {
    for (const [, key = ''] of body.matchAll(/<Key>(.*?)<\/Key>/g)) bucket.delete(key);
    return xml('<DeleteResult/>');
  }
  if (method === 'DELETE') {
    if (bucket.size > 0) return xml('<Error><Code>BucketNotEmpty</Code></Error>', 409);
    account.buckets.delete(name);
    return { status: 204, body: '' };
  }
  const after = url.searchParams.get('continuation-token') ?? '';
  const rest = [...bucket].sort().filter((key) => key > after);
  const [first] = rest;
  const more = rest.length > 1 && first !== undefined;
  return xml(
    `<ListBucketResult>${first === undefined ? '' : `<Contents><Key>${first}</Key></Contents>`}` +
      `<IsTruncated>${String(more)}</IsTruncated>${more ? `<NextContinuationToken>${first}</NextContinuationToken>` : ''}</ListBucketResult>`,
  );
};

const answer = async (account: SmallAccount, request: IncomingMessage): Promise<Answer> => {
  const body = await text(request);
  const url = new URL(request.url ?? '/', 'http://aws');
  const target = String(request.headers['x-amz-target'] ?? '').split('.')[1];
  const form = new URLSearchParams(body);
  const action = target ?? form.get('Action') ?? `${request.method ?? ''} ${url.pathname}`;
  account.asked.push(action);
  if (account.fails !== undefined) {
    const { status, code, message } = account.fails;
    return target === undefined ? errorXml(code, message, status) : json({ __type: code, message }, status);
  }
  const handle = target === undefined ? undefined : byTarget[target];
  if (handle !== undefined) return handle(account, JSON.parse(body) as Body);
  return byAction[action]?.(account, form) ?? ofBucket(account, request.method ?? '', url, body);
};

/** A small AWS on a port of its own: how the commands' clients use it is then what the real one would be asked. */
export const startSmallAws = async () => {
  const account: SmallAccount = {
    tables: new Map(),
    buckets: new Map(),
    secrets: new Map(),
    parameters: new Map(),
    stacks: [],
    asked: [],
  };
  const server = createServer((request, response) => {
    void answer(account, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/json' });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    account,
    where: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Runs one for the tests of a file, and answers how they get at it. */
export const useSmallAws = (): (() => Awaited<ReturnType<typeof startSmallAws>>) => {
  const small: { aws?: Awaited<ReturnType<typeof startSmallAws>> } = {};
  const aws = () => {
    if (small.aws === undefined) throw new Error('AWS has not started');
    return small.aws;
  };
  beforeAll(async () => {
    small.aws = await startSmallAws();
  });
  afterAll(() => aws().stop());
  return aws;
};
