import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { emailsRoutes } from '../../functions/outbox/emails.routes.ts';
import { pauseAndCancelRoutes } from '../../functions/outbox/pause-and-cancel.routes.ts';
import { readEmailRoutes } from '../../functions/outbox/read-email.routes.ts';
import { statusRoutes } from '../../functions/outbox/status.routes.ts';
import { buildInfo } from '../build-info.ts';
import type { WorkQueue } from '../work-queue.ts';
import type { Room, RoomFunction } from './room.ts';

/** Takes e-mails in, sends them by two lanes, and mends what was lost. */
export const outbox = (room: Room): void => {
  const { uses } = room;
  answers(room);
  lanes(room);
  mending(room);
  room.knowsPersons(
    uses.accept,
    uses.messages('BatchGetItem', 'UpdateItem', 'DeleteItem', 'Query'),
    uses.messageIndexes('byRecipient'),
  );
};

/** The routes of the API. */
const answers = (room: Room): void => {
  const { uses } = room;
  room.answer(
    {
      handler: 'emails',
      description: 'Takes e-mails in, and tells what became of them',
      memoryMb: 1024,
      uses: [
        uses.accept,
        uses.messages('BatchGetItem', 'UpdateItem', 'Query'),
        uses.messageIndexes(
          'byRecipient',
          'byConversation',
          'byAppointment',
          'byLead',
          'byMonth',
          'byStatus',
          'byFailure',
        ),
      ],
    },
    emailsRoutes,
  );
  room.answer(
    {
      handler: 'read-email',
      description: 'Tells what became of an e-mail, at once or at its end',
      // Who waits here for an end takes nobody's place who sends.
      reservedConcurrency: room.stage.config.limits.wait_concurrency,
      uses: [uses.messages('GetItem', 'Query'), uses.templates('GetItem'), uses.state()],
    },
    readEmailRoutes,
  );
  room.answer(
    {
      handler: 'pause-and-cancel',
      description: 'Pauses, resumes and cancels many e-mails at once',
      uses: [
        uses.messages('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
        uses.messageIndexes('byNextCheck', 'byStatus'),
        uses.templates('GetItem', 'Query'),
        uses.state('GetItem', 'UpdateItem'),
        uses.attachments('DeleteObject'),
        uses.lanes,
        uses.bus,
      ],
    },
    pauseAndCancelRoutes,
  );
  room.answer(
    {
      handler: 'status',
      description: 'Tells what runs here, and what holds mail back',
      files: { 'build.json': JSON.stringify(buildInfo()) },
      uses: [uses.messages(), uses.messageIndexes('byStatus'), uses.state('GetItem')],
    },
    statusRoutes,
  );
};

/** What makes mail prompt, and mends what was lost. */
const mending = (room: Room): void => {
  const { uses } = room;
  room.takeTimers({
    description: 'Queues the messages whose time has come',
    uses: [uses.messages('GetItem', 'PutItem'), uses.state(), uses.lanes],
  });
  const sweep: RoomFunction = {
    handler: 'sweep',
    description: 'Mends whatever a crash, a lost message or an unknown outcome has left behind',
    uses: [
      uses.messages('GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
      uses.messageIndexes('byNextCheck'),
      uses.state('GetItem', 'UpdateItem'),
      uses.attachments('DeleteObject'),
      uses.mailgun,
      uses.lanes,
      uses.rawEvents,
      uses.bus,
    ],
  };
  room.runEveryMinute(sweep, 'Runs the sweeper');
};

const lanes = (room: Room): void => {
  const { uses, stage } = room;
  const { rate_limit_per_minute: perMinute, queue_batch_size } = stage.config.email.delivery;
  const { transactional, bulk } = stage.events.lanes;
  const deadLetters = room.makeFunction({
    handler: 'dead-letters',
    description: 'Writes the end of dead copies on their messages',
    timeout: Duration.seconds(30),
    uses: [uses.messages('GetItem', 'BatchGetItem', 'PutItem'), uses.state('UpdateItem'), uses.bus],
  });
  const deliver = (lane: WorkQueue, reading: { batchSize: number; maxConcurrency: number }): void => {
    const fn = room.makeFunction({
      name: `deliver-${lane.name}`,
      handler: 'deliver',
      description: `Sends the ${lane.name} lane to Mailgun within the limit`,
      timeout: lane.timeout,
      // At a low limit a function sleeps between its slots most of the time, and pays for its memory meanwhile.
      memoryMb: perMinute <= 1000 ? 512 : 1024,
      environment: { LANE: lane.name, QUEUE_URL: lane.queue.queueUrl },
      uses: [
        uses.messages('GetItem', 'BatchGetItem', 'PutItem', 'Query'),
        uses.recipients('GetItem', 'PutItem'),
        uses.templates('GetItem'),
        uses.state('GetItem', 'PutItem', 'UpdateItem'),
        uses.attachments('GetObject', 'DeleteObject'),
        uses.mailgun,
        uses.linkKeys,
        uses.baseUrl,
        uses.bus,
      ],
    });
    room.work(fn, lane, reading);
    deadLetters.addEventSource(
      new SqsEventSource(lane.deadLetters, {
        batchSize: 10,
        maxConcurrency: 2,
        reportBatchItemFailures: true,
      }),
    );
  };
  deliver(transactional, { batchSize: 10, maxConcurrency: 4 });
  deliver(bulk, {
    // No more than half a minute's allowance, so that what a function holds leaves before its time is up.
    batchSize: Math.max(1, Math.min(queue_batch_size, Math.floor(perMinute / 2))),
    // A function sends what it has in its slots all at once; two saturate any limit up to some 3,000 a minute.
    maxConcurrency: Math.max(2, Math.ceil(perMinute / 3000)),
  });
};
