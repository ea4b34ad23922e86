/** What the emulator lacks, and what stands in for it; never left out in silence. */
export interface Limit {
  what: string;
  why: string;
  instead: string;
}

export const limits: readonly Limit[] = [
  {
    what: 'the archive of the bus',
    why: 'its CloudFormation refuses AWS::Events::Archive',
    instead: 'the context "ephemeral" leaves it out; test/lib has it in the template of other stages',
  },
  {
    what: 'alarms on metric mathematics',
    why: 'its CloudFormation refuses alarms with Metrics; those on one metric are deployed',
    instead: 'the context "ephemeral" leaves them out; test/lib has them in the template of other stages',
  },
  {
    what: 'metrics and alarms that ring',
    why: 'it makes no metrics of the functions’ embedded ones, and sends no mail for SNS',
    instead: 'test/lib checks what alarms there are and where they go',
  },
  {
    what: 'time to live and point-in-time recovery of tables',
    why: 'its CloudFormation drops both of AWS::DynamoDB::GlobalTable',
    instead: 'test/lib checks them on the template',
  },
  {
    what: 'what a table was at a moment',
    why: 'it restores a table as it is, at once, whatever moment is asked for',
    instead:
      'local/rehearsal/emulator.py lets earlier moments be asked for; test/lib/restore has tables that take their time',
  },
  {
    what: 'rights of AWS’s own services',
    why: 'Scheduler, rules and queues hand over without asking the role or policy; calls of functions are checked',
    instead: 'test/lib checks the role of timers, and every policy that one of them needs',
  },
  {
    what: 'second tries and dead letters of Scheduler and EventBridge',
    why: 'what fails once is gone',
    instead: 'test/lib and test/timers check what is asked of AWS; the sweeper needs neither',
  },
  {
    what: 'throttling and the access log of the API',
    why: 'it has neither',
    instead: 'test/lib checks both on the template',
  },
  {
    what: 'a domain of one’s own',
    why: 'there is no DNS and no certificate for it',
    instead: 'the stage has API Gateway’s own address; test/lib checks the domain on the template',
  },
  {
    what: 'Lambda’s machines',
    why: 'functions are processes of this machine: no ARM, no limit of memory, no traces, no frozen time between runs',
    instead: 'only a stage on AWS shows these',
  },
  {
    what: '`Ref` of a secret, batch actions of SQS and groups of schedules as IAM sees them',
    why: 'they differ from AWS, and the functions’ rights would be refused',
    instead:
      'local/rehearsal/emulator.py mends them when it starts, so the very policies of production are checked',
  },
];
