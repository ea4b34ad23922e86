import { Duration, Stack } from 'aws-cdk-lib';
import { HttpMethod, HttpNoneAuthorizer, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { type Route, routeKey } from '../../functions/platform/route.ts';
import { acknowledge } from '../acknowledge.ts';
import { runEvery } from '../run-every.ts';
import { ServiceFunction } from '../service-function.ts';
import { resourceName } from '../resource-name.ts';
import { makeUses, type Stage, type Use, type Uses } from '../uses.ts';
import { type WorkQueue, workQueue } from '../work-queue.ts';

/** A function of a room: its handler, and what it works with. */
export interface RoomFunction {
  /** Within the stage, such as `deliver-bulk`; the handler's own name when left out. */
  name?: string;
  /** `deliver` of `deliver.handler.ts`. */
  handler: string;
  description: string;
  timeout?: Duration;
  memoryMb?: number;
  uses: readonly Use[];
  /** What lies beside its code, by name. */
  files?: Readonly<Record<string, string>>;
  environment?: Readonly<Record<string, string>>;
  /** The most of it that run at a time, which nobody else can have; null lets it take all that the account has. */
  reservedConcurrency?: number | null;
}

/** What a room takes from the bus. */
export interface Taken {
  /** Types of events that others publish. */
  others: readonly string[];
  /** Types of our own. */
  own?: readonly string[];
  /** Types of our own, heard only of those that say one of some values of a field. */
  ownWhere?: readonly { type: string; field: string; values: readonly (string | boolean)[] }[];
  /** Types of our own about single mails, heard only of those that have such a field in their metadata. */
  ownMails?: { types: readonly string[]; metadata: string };
  /** Types of our own about single mails, heard only of those that name one of such things. */
  ownAbout?: { types: readonly string[]; fields: readonly string[] };
}

/** How a function reads its queue. */
export interface Reading {
  batchSize: number;
  maxConcurrency: number;
}

/** A queue of a room, and how long what is on it may wait before somebody must look. */
export interface WatchedQueue extends WorkQueue {
  lateSeconds: number;
}

/** What we publish. */
const OWN_SOURCE = 'outbound-email';

/** API Gateway waits no longer than 30 s. */
const API_TIMEOUT = Duration.seconds(29);
const ROOM_TIMEOUT = Duration.seconds(60);

/** The stack of a room: its functions, and what each uses. Routes, alarms and dashboard are gathered from it. */
export class Room extends Stack {
  readonly functions: ServiceFunction[] = [];
  readonly queues: WatchedQueue[] = [];
  /** What forgetting and exporting persons works with in this room; privacy's function does it for all of them. */
  readonly personalData: Use[] = [];
  /** API Gateway's keys of its routes; `open` ones need no API key. */
  readonly routes: { key: string; open: boolean }[] = [];
  /** Its folder in functions/. */
  readonly room: string;
  readonly stage: Stage;
  readonly uses: Uses;

  constructor(scope: Construct, room: string, stage: Stage) {
    super(scope, resourceName(stage.config, room));
    this.room = room;
    this.stage = stage;
    this.uses = makeUses(stage);
  }

  /** A function that something else than a queue or the API calls. */
  makeFunction(fn: RoomFunction): ServiceFunction {
    const name = fn.name ?? fn.handler;
    const made = new ServiceFunction(this, idOf(name), {
      ...this.stage,
      ...fn,
      name,
      bundle: `${this.room}-${fn.handler}`,
      timeout: fn.timeout ?? ROOM_TIMEOUT,
    });
    for (const use of fn.uses) use(made);
    for (const [variable, value] of Object.entries(fn.environment ?? {}))
      made.addEnvironment(variable, value);
    this.functions.push(made);
    return made;
  }

  /** Answers routes of the API: `x.handler.ts` those of `x.routes.ts`. */
  answer(fn: RoomFunction, routes: readonly Pick<Route, 'method' | 'path' | 'scope'>[]): ServiceFunction {
    const needsKey = routes.some(({ scope }) => scope !== null);
    const made = this.makeFunction({
      timeout: API_TIMEOUT,
      ...fn,
      uses: [...fn.uses, ...(needsKey ? [this.uses.keys] : [])],
    });
    for (const route of routes) this.route(made, routeKey(route), route.scope === null);
    return made;
  }

  /** Answers every path that no other route answers. */
  answerAllElse(fn: ServiceFunction): void {
    this.route(fn, '$default', true);
  }

  /** Works on a queue. */
  work(fn: ServiceFunction, { queue, window }: WorkQueue, { batchSize, maxConcurrency }: Reading): void {
    fn.addEventSource(
      new SqsEventSource(queue, {
        batchSize,
        maxBatchingWindow: window,
        maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }

  /**
   * Takes business events of others from the bus, and some that we publish ourselves, by a queue of its own:
   * `events.handler.ts`.
   */
  takeEvents(
    { others, own = [], ownWhere = [], ownMails, ownAbout }: Taken,
    fn: Omit<RoomFunction, 'handler' | 'name'>,
  ): void {
    const queue = this.ownQueue('events', { timeout: ROOM_TIMEOUT, lateSeconds: 300 });
    const made = this.makeFunction({
      timeout: ROOM_TIMEOUT,
      ...fn,
      name: `${this.room}-events`,
      handler: 'events',
      uses: [...fn.uses, this.uses.activity('GetItem', 'PutItem'), this.uses.bus],
    });
    this.work(made, queue, { batchSize: 10, maxConcurrency: 4 });
    const take = (id: string, what: string, eventPattern: EventPattern): void => {
      new Rule(this, id, {
        eventBus: this.stage.events.bus,
        description: `Puts ${what} on the queue of ${this.room}`,
        eventPattern,
        targets: [new SqsQueue(queue.queue, { deadLetterQueue: queue.deadLetters })],
      });
    };
    const [ofOthers, ofOurs] = [Match.anythingBut(OWN_SOURCE), [OWN_SOURCE]];
    if (others.length > 0)
      take('BusinessEvents', 'business events of others', { source: ofOthers, detailType: [...others] });
    if (own.length > 0) take('OwnEvents', 'events of our own', { source: ofOurs, detailType: [...own] });
    for (const { type, field, values } of ownWhere)
      take(`Own${type.split('.').map(titled).join('')}`, `${type} of our own, by ${field}`, {
        source: ofOurs,
        detailType: [type],
        detail: { [field]: [...values] },
      });
    // A rule a field: whatever has two of them comes twice, with one id, and is handled once.
    for (const field of ownAbout?.fields ?? [])
      take(`OwnEventsOf${idOf(field)}`, `events about mails that have a ${field}`, {
        source: ofOurs,
        detailType: [...(ownAbout?.types ?? [])],
        detail: { [field]: Match.exists() },
      });
    if (ownMails === undefined) return;
    take('OwnMailEvents', 'events about mails of our own', {
      source: ofOurs,
      detailType: [...ownMails.types],
      detail: { metadata: { [ownMails.metadata]: Match.exists() } },
    });
  }

  /** Takes its own timers, by a queue of its own: `timers.handler.ts`. */
  takeTimers(fn: Omit<RoomFunction, 'handler' | 'name'>): void {
    const timeout = Duration.seconds(30);
    const queue = this.ownQueue('timers', { timeout, lateSeconds: 300 });
    const made = this.makeFunction({ timeout, ...fn, name: `${this.room}-timers`, handler: 'timers' });
    this.work(made, queue, { batchSize: 10, maxConcurrency: 4 });
  }

  /** Runs every so often. */
  repeat(fn: ServiceFunction, how: { every: Duration; maxAge: Duration; description: string }): void {
    runEvery(this, `${fn.node.id}Runs`, { fn, ...how });
  }

  /** A function that runs once a minute, and whose run of a minute ago is not made up for. */
  runEveryMinute(fn: RoomFunction, description: string): void {
    const every = Duration.minutes(1);
    const made = this.makeFunction({ timeout: Duration.seconds(120), ...fn });
    this.repeat(made, { every, maxAge: every, description });
  }

  /** Knows persons: `personal-data.ts`. */
  knowsPersons(...uses: readonly Use[]): void {
    this.personalData.push(...uses);
  }

  /** Has somebody look when what is on a queue waits too long, or ends as dead letters. */
  watch(queue: WorkQueue, lateSeconds: number): void {
    this.queues.push({ ...queue, lateSeconds });
  }

  private ownQueue(kind: 'events' | 'timers', how: { timeout: Duration; lateSeconds: number }): WorkQueue {
    const queue = workQueue(this, idOf(`${this.room}-${kind}-queue`), {
      ...this.stage,
      name: `${this.room}-${kind}`,
      timeout: how.timeout,
      maxReceiveCount: 8,
    });
    this.watch(queue, how.lateSeconds);
    return queue;
  }

  private route(fn: ServiceFunction, key: string, open: boolean): void {
    const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn);
    for (const one of withHead(key)) {
      const route = new HttpRoute(this, `Route ${one.replaceAll('/', ' ')}`, {
        httpApi: this.stage.edge.api,
        routeKey: routeKeyOf(one),
        integration,
        authorizer: new HttpNoneAuthorizer(),
      });
      this.routes.push({ key: one, open });
      acknowledge(route, {
        id: 'AwsSolutions-APIG4',
        reason:
          'The function checks the key itself, so that 401 and 403 are problem+json; public links carry signed tokens.',
      });
    }
  }
}

const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `DeliverBulk` of `deliver-bulk`. */
const idOf = (name: string): string => name.split('-').map(titled).join('');

/** Whatever can be read can be asked for without its content (RFC 9110 §9.1); scanners ask so first. */
const withHead = (key: string): string[] =>
  key.startsWith('GET ') ? [key, key.replace('GET', 'HEAD')] : [key];

const methods: Readonly<Record<string, HttpMethod>> = {
  GET: HttpMethod.GET,
  HEAD: HttpMethod.HEAD,
  POST: HttpMethod.POST,
  PUT: HttpMethod.PUT,
  DELETE: HttpMethod.DELETE,
};

const routeKeyOf = (key: string): HttpRouteKey => {
  const [method = '', path] = key.split(' ');
  return path === undefined ? HttpRouteKey.DEFAULT : HttpRouteKey.with(path, methods[method]);
};
