import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { ApiMapping, CfnStage, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EdgeStack } from './edge-stack.ts';
import type { Room } from './rooms/room.ts';
import { resourceName } from './resource-name.ts';
import { type StageProps } from './stage.ts';

export interface ApiStackProps extends StageProps {
  edge: EdgeStack;
  /** API Gateway refuses a limit of a route that is not there yet. */
  rooms: readonly Room[];
}

/** A burst is what may come at once after a quiet moment. */
const throttle = (perSecond: number) => ({
  ThrottlingRateLimit: perSecond,
  ThrottlingBurstLimit: 2 * perSecond,
});

/** Opens the API: how much of what it lets through, what it logs, and at which name. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id);
    const { edge, config, rooms } = props;
    const { api } = config.limits.requests_per_second;
    const stage = new HttpStage(this, 'Stage', {
      httpApi: edge.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: api, burstLimit: 2 * api },
      accessLogSettings: { destination: this.makeAccessLog(props), format: accessLogFormat },
    });
    const { defaultChild } = stage.node;
    if (!(defaultChild instanceof CfnStage)) throw new Error('An HttpStage is made of a CfnStage');
    // Strangers at these must not use up what the API lets through.
    defaultChild.addPropertyOverride('RouteSettings', openRouteLimits(props));
    for (const room of rooms) this.addStackDependency(room);
    if (edge.domain !== undefined) {
      new ApiMapping(this, 'Mapping', { api: edge.api, domainName: edge.domain, stage });
    }
  }

  private makeAccessLog({ config }: StageProps): LogGroupLogDestination {
    return new LogGroupLogDestination(
      new LogGroup(this, 'AccessLog', {
        logGroupName: `/aws/apigateway/${resourceName(config, 'api')}`,
        retention: RetentionDays.THREE_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    );
  }
}

/** Anybody may call these: the pages of recipients have a limit of their own, apart from all else. */
const openRouteLimits = ({ config, rooms }: ApiStackProps): Record<string, ReturnType<typeof throttle>> => {
  const { recipient_pages, other } = config.limits.requests_per_second;
  return Object.fromEntries(
    rooms.flatMap(({ routes }) =>
      routes
        // An answer without content costs as little as the API's own.
        .filter(({ key, open }) => open && !key.startsWith('HEAD '))
        .map(({ key }) => [key, throttle(key.includes('{token}') ? recipient_pages : other)]),
    ),
  );
};

// Public links are personal, so the log has the route and never the path.
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    at: '$context.requestTimeEpoch',
    requestId: '$context.requestId',
    ip: '$context.identity.sourceIp',
    route: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    error: '$context.integrationErrorMessage',
  }),
);
