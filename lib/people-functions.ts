import { Duration, type Stack } from 'aws-cdk-lib';
import { acceptEnvironment, type AcceptingProps, allowConversations } from './accepting.ts';
import { mailgunEnvironment } from './mailgun-environment.ts';
import { allowIndexes, allowItems, allowPublishing, allowSecret } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import { allowTracking, trackEnvironment } from './tracking-stack.ts';

// The functions of the API that are about recipients, sales team and conversations.

export const makeConversations = (scope: Stack, props: AcceptingProps): ServiceFunction => {
  const conversations = new ServiceFunction(scope, 'Conversations', {
    ...props,
    name: 'conversations',
    bundle: 'conversations-conversations',
    description: 'Takes conversations that have ended, and sends their summaries',
    timeout: Duration.seconds(29),
    memoryMb: 1024,
    environment: { ...acceptEnvironment(props), ACTIVITY_TABLE: props.data.activity.tableName },
  });
  allowConversations(conversations, props);
  return conversations;
};

export const makeReps = (scope: Stack, props: AcceptingProps): ServiceFunction => {
  const { activity } = props.data;
  const reps = new ServiceFunction(scope, 'Reps', {
    ...props,
    name: 'reps',
    bundle: 'reps-reps',
    description: 'Keeps the sales team',
    timeout: Duration.seconds(29),
    environment: { ACTIVITY_TABLE: activity.tableName },
  });
  allowItems(reps, activity, 'GetItem', 'PutItem', 'Query');
  return reps;
};

export const makeRecipients = (scope: Stack, props: AcceptingProps): ServiceFunction => {
  const { data, events } = props;
  const recipients = new ServiceFunction(scope, 'Recipients', {
    ...props,
    name: 'recipients',
    bundle: 'preferences-recipients',
    description: 'Keeps what recipients want, and who gets nothing',
    timeout: Duration.seconds(29),
    // Imports read and write thousands of recipients while somebody waits.
    memoryMb: 1024,
    environment: {
      ...mailgunEnvironment(props, data),
      PREFERENCES_TABLE: data.preferences.tableName,
      BUS_NAME: events.bus.eventBusName,
    },
  });
  allowSecret(recipients, data.mailgunSecret);
  allowItems(recipients, data.preferences, 'GetItem', 'PutItem', 'Query');
  allowIndexes(recipients, data.preferences, 'bySuppression');
  allowPublishing(recipients, events.bus);
  return recipients;
};

export const makePrivacy = (scope: Stack, props: AcceptingProps): ServiceFunction => {
  const { data } = props;
  const privacy = new ServiceFunction(scope, 'Privacy', {
    ...props,
    name: 'privacy',
    bundle: 'privacy-privacy',
    description: 'Exports and erases what is known of a recipient',
    timeout: Duration.seconds(29),
    memoryMb: 1024,
    environment: {
      ...acceptEnvironment(props),
      ...mailgunEnvironment(props, data),
      ACTIVITY_TABLE: data.activity.tableName,
    },
  });
  allowConversations(privacy, props);
  allowIndexes(privacy, data.sends, 'byRecipient', 'byConversation');
  allowItems(privacy, data.sends, 'DeleteItem');
  allowItems(privacy, data.preferences, 'Query', 'DeleteItem');
  allowItems(privacy, data.activity, 'DeleteItem');
  allowSecret(privacy, data.mailgunSecret);
  return privacy;
};

export const makeRecipientPages = (scope: Stack, props: AcceptingProps): ServiceFunction => {
  const { data } = props;
  const pages = new ServiceFunction(scope, 'RecipientPages', {
    ...props,
    name: 'recipient-pages',
    bundle: 'preferences-public',
    description: 'One-click unsubscribe and the preference centre',
    timeout: Duration.seconds(10),
    environment: { ...trackEnvironment(props), LINK_KEYS_SECRET_ID: data.linkKeys.secretArn },
  });
  allowTracking(pages, props);
  allowSecret(pages, data.linkKeys);
  return pages;
};
