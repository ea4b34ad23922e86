import { CustomResource, Duration, FileSystem } from 'aws-cdk-lib';
import { templatesRoutes } from '../../functions/templates/templates.routes.ts';
import type { Room } from './room.ts';

/** What the embedded cloud and tests know the custom resource by. */
export const SEEDING_TYPE = 'Custom::BuiltInTemplates';

/** Authoring of templates, and the built-in ones, which each deployment brings to the stage. */
export const templates = (room: Room): void => {
  const { uses } = room;
  room.answer(
    {
      handler: 'templates',
      description: 'Keeps templates: drafts, versions, previews and tests',
      // Lint renders every sample in every language, while somebody waits.
      memoryMb: 1769,
      uses: [
        uses.accept,
        uses.messages('BatchGetItem'),
        uses.messageIndexes('byNextCheck'),
        uses.templates('PutItem', 'UpdateItem', 'DeleteItem'),
        uses.baseUrl,
      ],
    },
    templatesRoutes,
  );
  const seed = room.makeFunction({
    name: 'templates-seed',
    handler: 'seed',
    description: 'Brings the built-in templates to the stage; writes over nothing that was changed',
    timeout: Duration.minutes(2),
    uses: [uses.templates('GetItem', 'PutItem')],
  });
  new CustomResource(room, 'BuiltInTemplates', {
    resourceType: SEEDING_TYPE,
    serviceToken: seed.functionArn,
    serviceTimeout: Duration.minutes(5),
    // Another fingerprint makes the deployment seed anew.
    properties: { Fingerprint: FileSystem.fingerprint('dist/templates-seed') },
  });
};
