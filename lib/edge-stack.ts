import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  ApiMapping,
  DomainName,
  HttpApi,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { resourceName, type StageProps } from './stage.ts';

/** The public door, without its routes: functions that make links must know the address before the routes exist. */
export class EdgeStack extends Stack {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  /** Where the API and public links are, without a slash at its end. */
  readonly baseUrl: string;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    const { base_url, certificate_arn } = props.config.public;
    this.api = new HttpApi(this, 'Api', {
      apiName: resourceName(props.config, 'api'),
      description: 'E-mails of the sales chat',
      createDefaultStage: false,
      disableExecuteApiEndpoint: base_url !== null && certificate_arn !== null,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 200, burstLimit: 400 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', {
            logGroupName: `/aws/apigateway/${resourceName(props.config, 'api')}`,
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
    if (base_url !== null && certificate_arn !== null) {
      const domain = new DomainName(this, 'Domain', {
        domainName: new URL(base_url).hostname,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', certificate_arn),
      });
      this.addMapping(domain);
    }
    this.baseUrl = base_url ?? this.api.apiEndpoint;
    new CfnOutput(this, 'ApiUrl', { value: this.baseUrl, description: 'The API' });
  }

  private addMapping(domain: DomainName): void {
    new ApiMapping(this, 'Mapping', { api: this.api, domainName: domain, stage: this.stage });
    new CfnOutput(this, 'DomainTarget', {
      value: domain.regionalDomainName,
      description: 'Point a CNAME of the public domain here',
    });
  }
}
