import { S3Client } from '@aws-sdk/client-s3';
import { activitiesFromEnv } from '../activities/from-env.ts';
import { activitiesOfPerson } from '../activities/personal-data.ts';
import { appointmentsFromEnv } from '../appointments/from-env.ts';
import { appointmentsOfPerson } from '../appointments/personal-data.ts';
import { conversationsFromEnv } from '../conversations/from-env.ts';
import { conversationsOfPerson } from '../conversations/personal-data.ts';
import type { PersonalData } from '../contract/personal-data.ts';
import { personalDataFromEnv } from '../digests/from-env.ts';
import { digestsOfPerson } from '../digests/personal-data.ts';
import { leadsFromEnv } from '../leads/from-env.ts';
import { leadsOfPerson } from '../leads/personal-data.ts';
import { mailgunListsFromEnv } from '../mailgun/from-env.ts';
import { personalDataFromEnv as operationsDataFromEnv } from '../operations/from-env.ts';
import { alertsOfPerson } from '../operations/personal-data.ts';
import { acceptFromEnv } from '../outbox/from-env.ts';
import { emailsOfPerson } from '../outbox/personal-data.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { recipientData } from '../preferences/personal-data.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { sequencesFromEnv } from '../sequences/from-env.ts';
import { enrollmentsOfPerson } from '../sequences/personal-data.ts';
import type { EraseDeps } from './erase.ts';
import { makeErasureLog } from './erasure-log.ts';
import type { ExportDeps } from './export.ts';

/** The rooms above the outbox that know persons, a line a room. */
const roomsFromEnv = (): PersonalData[] => [
  // Ahead of the leads that lead to them.
  activitiesOfPerson(activitiesFromEnv()),
  digestsOfPerson(personalDataFromEnv()),
  conversationsOfPerson(conversationsFromEnv()),
  appointmentsOfPerson(appointmentsFromEnv()),
  enrollmentsOfPerson(sequencesFromEnv()),
  leadsOfPerson(leadsFromEnv()),
  alertsOfPerson(operationsDataFromEnv()),
];

/** Every room that knows persons, as the stack has set them. */
export const privacyFromEnv = (): { exporting: ExportDeps; erasing: EraseDeps } => {
  const now = () => Date.now();
  const rooms = roomsFromEnv();
  const emails = emailsOfPerson(acceptFromEnv());
  const recipients = recipientData({
    recipients: makeRecipientStore(makeDynamo(), requireEnv('PREFERENCES_TABLE')),
    lists: mailgunListsFromEnv(),
    config: configFromEnv(),
    now,
  });
  return {
    exporting: { emails, rooms: [recipients, ...rooms], now },
    erasing: {
      rooms: [emails, ...rooms, recipients],
      erasures: makeErasureLog(new S3Client({}), requireEnv('ATTACHMENTS_BUCKET')),
      now,
    },
  };
};
