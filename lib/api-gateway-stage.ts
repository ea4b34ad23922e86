import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  CfnStage,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EdgeStack } from './edge-stack.ts';
import { resourceName, type StageProps } from './stage.ts';

export interface ApiGatewayStageProps extends StageProps {
  edge: EdgeStack;
  /** Every route by its key; API Gateway refuses a limit of one that is not there yet. */
  routes: ReadonlyMap<string, HttpRoute>;
  /** Keys of routes that anybody may call who has a link. */
  recipientPages: readonly string[];
  /** Keys of the other routes that need no API key. */
  open: readonly string[];
}

/** A burst is what may come at once after a quiet moment. */
const throttle = (perSecond: number) => ({
  ThrottlingRateLimit: perSecond,
  ThrottlingBurstLimit: 2 * perSecond,
});

/** Opens the API: how much of what it lets through, what it logs, and at which name. */
export const makeApiGatewayStage = (scope: Construct, props: ApiGatewayStageProps): void => {
  const { edge, config } = props;
  const { api, recipient_pages, other } = config.limits.requests_per_second;
  const stage = new HttpStage(scope, 'Stage', {
    httpApi: edge.api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: api, burstLimit: 2 * api },
    accessLogSettings: {
      destination: new LogGroupLogDestination(
        new LogGroup(scope, 'AccessLog', {
          logGroupName: `/aws/apigateway/${resourceName(config, 'api')}`,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      ),
      // Public links are personal, so the log has the route and never the path.
      format: AccessLogFormat.custom(
        JSON.stringify({
          at: '$context.requestTimeEpoch',
          requestId: '$context.requestId',
          ip: '$context.identity.sourceIp',
          route: '$context.routeKey',
          status: '$context.status',
          latencyMs: '$context.responseLatency',
          error: '$context.integrationErrorMessage',
        }),
      ),
    },
  });
  const { defaultChild } = stage.node;
  if (!(defaultChild instanceof CfnStage)) throw new Error('An HttpStage is made of a CfnStage');
  // Strangers at these must not use up what the API lets through.
  defaultChild.addPropertyOverride(
    'RouteSettings',
    Object.fromEntries([
      ...props.recipientPages.map((key) => [key, throttle(recipient_pages)]),
      ...props.open.map((key) => [key, throttle(other)]),
    ]),
  );
  stage.node.addDependency(...props.routes.values());
  if (edge.domain !== undefined) {
    new ApiMapping(scope, 'Mapping', { api: edge.api, domainName: edge.domain, stage });
  }
};
