import { CfnOutput, Stack } from 'aws-cdk-lib';
import { DomainName, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import { resourceName } from './resource-name.ts';
import { type StageProps } from './stage.ts';

/** The public address, without routes: functions that make links must know it before the routes exist. */
export class EdgeStack extends Stack {
  readonly api: HttpApi;
  /** One's own, where app.yaml names one. */
  readonly domain: DomainName | undefined;
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
    if (base_url !== null && certificate_arn !== null) {
      this.domain = new DomainName(this, 'Domain', {
        domainName: new URL(base_url).hostname,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', certificate_arn),
      });
      new CfnOutput(this, 'DomainTarget', {
        value: this.domain.regionalDomainName,
        description: 'Point a CNAME of the public domain here',
      });
    }
    this.baseUrl = base_url ?? this.api.apiEndpoint;
    new CfnOutput(this, 'ApiUrl', { value: this.baseUrl, description: 'The API' });
  }
}
