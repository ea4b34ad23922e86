import { Duration, Stack } from 'aws-cdk-lib';
import { HttpMethod, HttpNoneAuthorizer, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { acceptEnvironment, type AcceptingProps, allowAccepting } from './accepting.ts';
import { makeApiGatewayStage } from './api-gateway-stage.ts';
import type { EdgeStack } from './edge-stack.ts';
import {
  makeConversations,
  makePrivacy,
  makeRecipientPages,
  makeRecipients,
  makeReps,
} from './people-functions.ts';
import {
  allowAttachments,
  allowAuthentication,
  allowIndexes,
  allowItems,
  allowPublishing,
  allowSending,
} from './permissions.ts';
import { ServiceFunction } from './service-function.ts';

export interface ApiStackProps extends AcceptingProps {
  edge: EdgeStack;
}

/** Which function answers which routes; test/lib holds this list against the routes that the features declare. */
export const apiRoutes = {
  emails: [
    'POST /v1/emails',
    'POST /v1/emails/batch',
    'GET /v1/emails',
    'GET /v1/emails/{id}',
    'GET /v1/emails/{id}/content',
    'POST /v1/emails/{id}/cancel',
    'POST /v1/emails/{id}/reschedule',
    'POST /v1/emails/{id}/retry',
    'GET /v1/dead-letters',
  ],
  templates: [
    'GET /v1/templates',
    'POST /v1/templates',
    'GET /v1/templates/{name}',
    'DELETE /v1/templates/{name}',
    'PUT /v1/templates/{name}/draft',
    'POST /v1/templates/{name}/publish',
    'POST /v1/templates/{name}/activate',
    'POST /v1/templates/{name}/archive',
    'GET /v1/templates/{name}/versions',
    'GET /v1/templates/{name}/diff',
    'POST /v1/templates/{name}/preview',
    'POST /v1/templates/{name}/test',
  ],
  brakes: ['POST /v1/emails/cancel', 'GET /v1/cancellations/{id}', 'POST /v1/pause', 'POST /v1/resume'],
  analytics: ['GET /v1/analytics/overview', 'GET /v1/analytics/deliverability'],
  conversations: [
    'GET /v1/conversations/{id}',
    'POST /v1/conversations/{id}/complete',
    'POST /v1/conversations/{id}/summary',
    'GET /v1/conversations/{id}/emails',
  ],
  reps: [
    'PUT /v1/reps/{id}',
    'GET /v1/reps/{id}',
    'GET /v1/reps',
    'PUT /v1/teams/{id}',
    'GET /v1/teams/{id}',
  ],
  recipients: [
    'GET /v1/preferences/{email}',
    'PUT /v1/preferences/{email}',
    'GET /v1/suppressions',
    'PUT /v1/suppressions/{email}',
    'DELETE /v1/suppressions/{email}',
    'POST /v1/suppressions/import',
  ],
  privacy: ['GET /v1/recipients/{email}/export', 'DELETE /v1/recipients/{email}'],
  'recipient-pages': ['GET /u/{token}', 'POST /u/{token}', 'GET /p/{token}', 'POST /p/{token}'],
  openapi: ['GET /openapi.json', '$default'],
} as const satisfies Record<string, readonly string[]>;

/** The HTTP API: its functions and their routes. Keys are checked in the functions, so that errors are ours. */
export class ApiStack extends Stack {
  readonly functions: readonly ServiceFunction[];
  private readonly routes = new Map<string, HttpRoute>();

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id);
    const emails = this.makeEmails(props);
    const templates = this.makeTemplates(props);
    const recipients = makeRecipients(this, props);
    const privacy = makePrivacy(this, props);
    const recipientPages = makeRecipientPages(this, props);
    const openapi = new ServiceFunction(this, 'OpenApi', {
      ...props,
      name: 'openapi',
      bundle: 'openapi-openapi',
      description: 'Serves the API’s description, and the 404 of every other path',
      timeout: Duration.seconds(10),
    });
    const analytics = this.makeAnalytics(props);
    const brakes = this.makeBrakes(props);
    const conversations = makeConversations(this, props);
    const reps = makeReps(this, props);
    const forKeysOnly = [emails, templates, brakes, analytics, conversations, reps, recipients, privacy];
    for (const fn of forKeysOnly) allowAuthentication(fn, props.data.keys);
    this.functions = [...forKeysOnly, recipientPages, openapi];
    this.route(props.edge, emails, apiRoutes.emails);
    this.route(props.edge, templates, apiRoutes.templates);
    this.route(props.edge, brakes, apiRoutes.brakes);
    this.route(props.edge, analytics, apiRoutes.analytics);
    this.route(props.edge, conversations, apiRoutes.conversations);
    this.route(props.edge, reps, apiRoutes.reps);
    this.route(props.edge, recipients, apiRoutes.recipients);
    this.route(props.edge, privacy, apiRoutes.privacy);
    this.route(props.edge, recipientPages, apiRoutes['recipient-pages']);
    this.route(props.edge, openapi, apiRoutes.openapi);
    makeApiGatewayStage(this, {
      ...props,
      routes: this.routes,
      recipientPages: apiRoutes['recipient-pages'],
      open: apiRoutes.openapi,
    });
  }

  private makeEmails(props: ApiStackProps): ServiceFunction {
    const { data } = props;
    const emails = new ServiceFunction(this, 'Emails', {
      ...props,
      name: 'emails',
      bundle: 'outbox-emails',
      description: 'Takes e-mails in, and tells what became of them',
      timeout: Duration.seconds(29),
      memoryMb: 1024,
      environment: acceptEnvironment(props),
    });
    allowAccepting(emails, props);
    allowItems(emails, data.sends, 'BatchGetItem', 'UpdateItem', 'Query');
    allowIndexes(
      emails,
      data.sends,
      'byRecipient',
      'byConversation',
      'byAppointment',
      'byLead',
      'byMonth',
      'byFailure',
    );
    return emails;
  }

  private makeTemplates(props: ApiStackProps): ServiceFunction {
    const { data } = props;
    const templates = new ServiceFunction(this, 'Templates', {
      ...props,
      name: 'templates',
      bundle: 'templates-templates',
      description: 'Keeps templates: drafts, versions, previews and tests',
      timeout: Duration.seconds(29),
      // Lint renders every sample in every language, while somebody waits.
      memoryMb: 1769,
      environment: { ...acceptEnvironment(props), BASE_URL: props.edge.baseUrl },
    });
    allowAccepting(templates, props);
    allowItems(templates, data.sends, 'BatchGetItem');
    allowIndexes(templates, data.sends, 'byNextCheck');
    allowItems(templates, data.templates, 'PutItem', 'UpdateItem', 'DeleteItem');
    return templates;
  }

  private makeBrakes(props: ApiStackProps): ServiceFunction {
    const { data, events, sending } = props;
    const brakes = new ServiceFunction(this, 'Brakes', {
      ...props,
      name: 'brakes',
      bundle: 'outbox-brakes',
      description: 'Pauses, resumes and cancels many e-mails at once',
      timeout: Duration.seconds(29),
      environment: {
        SENDS_TABLE: data.sends.tableName,
        METRICS_TABLE: data.metrics.tableName,
        ATTACHMENTS_BUCKET: data.attachmentsBucket,
        TEMPLATES_TABLE: data.templates.tableName,
        BUS_NAME: events.bus.eventBusName,
        TRANSACTIONAL_QUEUE_URL: sending.transactional.queue.queueUrl,
        BULK_QUEUE_URL: sending.bulk.queue.queueUrl,
      },
    });
    allowSending(brakes, sending.transactional.queue, sending.bulk.queue);
    allowItems(brakes, data.sends, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    allowIndexes(brakes, data.sends, 'byNextCheck');
    allowItems(brakes, data.templates, 'GetItem', 'Query');
    allowItems(brakes, data.metrics, 'UpdateItem');
    allowAttachments(brakes, data.attachmentsBucket, 'DeleteObject');
    allowPublishing(brakes, events.bus);
    return brakes;
  }

  private makeAnalytics(props: ApiStackProps): ServiceFunction {
    const { metrics } = props.data;
    const analytics = new ServiceFunction(this, 'Analytics', {
      ...props,
      name: 'analytics',
      bundle: 'analytics-analytics',
      description: 'Tells whether mail leaves, and how it fares',
      timeout: Duration.seconds(29),
      environment: { METRICS_TABLE: metrics.tableName },
    });
    allowItems(analytics, metrics, 'GetItem', 'Query');
    return analytics;
  }

  private route(edge: EdgeStack, fn: ServiceFunction, keys: readonly string[]): void {
    const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn);
    for (const key of withHead(keys)) {
      const route = new HttpRoute(this, `Route ${key.replaceAll('/', ' ')}`, {
        httpApi: edge.api,
        routeKey: routeKeyOf(key),
        integration,
        authorizer: new HttpNoneAuthorizer(),
      });
      this.routes.set(key, route);
      acknowledge(route, {
        id: 'AwsSolutions-APIG4',
        reason:
          'The function checks the key itself, so that 401 and 403 are problem+json; public links carry signed tokens.',
      });
    }
  }
}

/** Whatever can be read can be asked for without its content (RFC 9110 §9.1); scanners ask so first. */
const withHead = (keys: readonly string[]): string[] =>
  keys.flatMap((key) => (key.startsWith('GET ') ? [key, key.replace('GET', 'HEAD')] : [key]));

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
