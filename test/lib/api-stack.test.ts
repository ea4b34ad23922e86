import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { declaredRoutes } from '../../lib/all-routes.ts';
import { bundleName } from '../../lib/bundles.ts';
import { buildTestStacks, holds, targetOf } from './stacks.ts';

const stacks = buildTestStacks();

describe('The routes of the API', () => {
  test('are those that the rooms declare, each at its function and each GET as a HEAD too, with no authorizer before it', async () => {
    const integrations = stacks.all('AWS::ApiGatewayV2::Integration');
    const routes = stacks.all('AWS::ApiGatewayV2::Route').map(({ Properties }) => {
      const { IntegrationUri } = targetOf(Properties['Target'], integrations).Properties;
      const fn = targetOf(IntegrationUri, stacks.all('AWS::Lambda::Function'));
      return [Properties['RouteKey'], stacks.bundleOf(fn), Properties['AuthorizationType']];
    });
    const declared = await declaredRoutes();
    const expected = declared
      .flatMap(({ route, handlerFile }) =>
        (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]).map((method) => [
          `${method} ${route.path}`,
          bundleName(handlerFile),
          'NONE',
        ]),
      )
      .concat([['$default', 'openapi-openapi', 'NONE']]);
    expect(routes.sort()).toEqual(expected.sort());
    expect(routes.map(([key]) => key)).toContain('POST /v1/emails');
  });

  test('hand over payload format 2.0', () => {
    const formats = stacks
      .all('AWS::ApiGatewayV2::Integration')
      .map(({ Properties }) => Properties['PayloadFormatVersion']);
    expect(new Set(formats)).toEqual(new Set(['2.0']));
  });
});

describe('The public door', () => {
  const stageSchema = z.object({
    StageName: z.literal('$default'),
    AutoDeploy: z.literal(true),
    DefaultRouteSettings: z.object({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }),
    RouteSettings: z.record(
      z.string(),
      z.object({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }),
    ),
  });
  const stageOf = (built: typeof stacks) =>
    stageSchema.parse(built.all('AWS::ApiGatewayV2::Stage')[0]?.Properties);
  const upTo = (perSecond: number) => ({
    ThrottlingRateLimit: perSecond,
    ThrottlingBurstLimit: 2 * perSecond,
  });

  test('lets 200 requests a second through, and 400 for a moment', () => {
    expect(stageOf(stacks).DefaultRouteSettings).toEqual(upTo(200));
  });

  test('has a lower limit for every route that needs no key, so that strangers do not use up the others', () => {
    expect(stageOf(stacks).RouteSettings).toEqual({
      'GET /u/{token}': upTo(50),
      'POST /u/{token}': upTo(50),
      'GET /p/{token}': upTo(50),
      'POST /p/{token}': upTo(50),
      'GET /a/{token}': upTo(50),
      'POST /a/{token}': upTo(50),
      'GET /a/{token}/invite.ics': upTo(50),
      'GET /f/{token}': upTo(50),
      'POST /f/{token}': upTo(50),
      'GET /l/{token}': upTo(50),
      'POST /l/{token}': upTo(50),
      'GET /openapi.json': upTo(20),
      'GET /docs': upTo(20),
      'GET /docs/{file}': upTo(20),
      $default: upTo(20),
    });
  });

  test('has the limits that app.yaml names', () => {
    const { DefaultRouteSettings, RouteSettings } = stageOf(
      buildTestStacks({
        appYaml: 'limits: { requests_per_second: { api: 900, recipient_pages: 80, other: 3 } }',
      }),
    );
    expect(DefaultRouteSettings).toEqual(upTo(900));
    expect(RouteSettings['POST /u/{token}']).toEqual(upTo(80));
    expect(RouteSettings['$default']).toEqual(upTo(3));
  });

  test('opens once all its routes are there: API Gateway refuses a limit of one that it does not know', () => {
    const stackOf = (type: string) => new Set(stacks.all(type).map(({ id }) => id.slice(0, id.indexOf('/'))));
    const [stageStack] = stackOf('AWS::ApiGatewayV2::Stage');
    const opening = stacks.app.node.children
      .filter((child) => Stack.isStack(child))
      .find(({ stackName }) => stackName === stageStack);
    const before = opening?.dependencies.map(({ stackName }) => stackName);
    expect(before).toEqual(expect.arrayContaining([...stackOf('AWS::ApiGatewayV2::Route')]));
  });

  test('logs the route and never the path, which is personal on public links', () => {
    holds(() => {
      stacks.template('api').hasResourceProperties('AWS::ApiGatewayV2::Stage', {
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
    const built = buildTestStacks({
      appYaml:
        'public: { base_url: "https://mail.example.com", certificate_arn: "arn:aws:acm:eu-west-1:123456789012:certificate/abc" }',
    });
    const edge = built.template('edge');
    holds(() => {
      edge.hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'mail.example.com' });
    });
    holds(() => {
      built.template('api').resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
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
