import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { routeKey } from '../../functions/platform/route.ts';
import { apiRoutes } from '../../lib/api-stack.ts';
import { allRoutes } from '../openapi/all-routes.ts';
import { buildTestStacks, holds, targetOf } from './stacks.ts';

const stacks = buildTestStacks();

describe('The routes of the API', () => {
  test('are those that the rooms declare, and the default that answers all others', async () => {
    const declared = (await allRoutes()).map(routeKey);
    expect(declared).toContain('POST /v1/emails');
    expect(Object.values(apiRoutes).flat().sort()).toEqual([...declared, '$default'].sort());
  });

  test('are all in the stack, each at its function and each GET as a HEAD too, with no authorizer before it', () => {
    const integrations = stacks.all('AWS::ApiGatewayV2::Integration');
    const routes = stacks.all('AWS::ApiGatewayV2::Route').map(({ Properties }) => {
      const { IntegrationUri } = targetOf(Properties['Target'], integrations).Properties;
      const fn = targetOf(IntegrationUri, stacks.all('AWS::Lambda::Function'));
      return [Properties['RouteKey'], fn.Properties['FunctionName'], Properties['AuthorizationType']];
    });
    const expected = Object.entries(apiRoutes).flatMap(([name, keys]) =>
      keys
        .flatMap((key) => (key.startsWith('GET ') ? [key, key.replace('GET', 'HEAD')] : [key]))
        .map((key) => [key, `outbound-email-dev-${name}`, 'NONE']),
    );
    expect(routes.sort()).toEqual(expected.sort());
  });

  test('hand over payload format 2.0', () => {
    const formats = stacks
      .all('AWS::ApiGatewayV2::Integration')
      .map(({ Properties }) => Properties['PayloadFormatVersion']);
    expect(new Set(formats)).toEqual(new Set(['2.0']));
  });
});

describe('The public door', () => {
  test('lets 200 requests a second through, and 400 for a moment', () => {
    holds(() => {
      stacks.template('edge').hasResourceProperties('AWS::ApiGatewayV2::Stage', {
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
      });
    });
  });

  test('logs the route and never the path, which is personal on public links', () => {
    holds(() => {
      stacks.template('edge').hasResourceProperties('AWS::ApiGatewayV2::Stage', {
        AccessLogSettings: { Format: Match.not(Match.stringLikeRegexp('\\$context\\.(path|http\\.path)')) },
      });
    });
  });

  test('is API Gateway’s own address without a domain', () => {
    holds(() => {
      stacks.template('edge').resourceCountIs('AWS::ApiGatewayV2::DomainName', 0);
    });
    holds(() => {
      stacks
        .template('edge')
        .hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: false });
    });
  });

  test('is the domain alone where there is one', () => {
    const edge = buildTestStacks({
      appYaml:
        'public: { base_url: "https://mail.example.com", certificate_arn: "arn:aws:acm:eu-west-1:123456789012:certificate/abc" }',
    }).template('edge');
    holds(() => {
      edge.hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'mail.example.com' });
    });
    holds(() => {
      edge.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    });
    holds(() => {
      edge.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    });
  });
});

describe('Mailgun’s webhooks', () => {
  test('come in by a Lambda URL without AWS’s authentication, since Mailgun signs in its own way', () => {
    const [url, ...others] = stacks.all('AWS::Lambda::Url');
    expect(others).toEqual([]);
    expect(url?.Properties['AuthType']).toBe('NONE');
    expect(
      targetOf(url?.Properties['TargetFunctionArn'], stacks.all('AWS::Lambda::Function')).Properties[
        'FunctionName'
      ],
    ).toBe('outbound-email-dev-webhook');
  });

  test.each([
    { action: 'lambda:InvokeFunctionUrl', more: { FunctionUrlAuthType: 'NONE' } },
    { action: 'lambda:InvokeFunction', more: { InvokedViaFunctionUrl: true } },
  ])('are let in by the permission $action', ({ action, more }) => {
    holds(() => {
      stacks.template('tracking').hasResourceProperties('AWS::Lambda::Permission', {
        Action: action,
        Principal: '*',
        ...more,
      });
    });
  });

  test('have an address that the operator is told', () => {
    holds(() => {
      stacks.template('tracking').hasOutput('WebhookUrl', {
        Description: 'Register this at Mailgun for all event types',
      });
    });
  });
});
