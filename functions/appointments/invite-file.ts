import { ServiceError } from '../platform/errors.ts';
import type { HttpAnswer } from '../platform/http.ts';
import type { AppointmentDeps } from './deps.ts';
import type { CalendarMethod } from './invite.ts';
import type { AppointmentRecord } from './record.ts';
import { inviteText } from './invite-text.ts';

type Deps = Pick<AppointmentDeps, 'config' | 'reps' | 'recipients' | 'linkKeys' | 'baseUrl'>;

/** The entry of a calendar as it is mailed. @throws ServiceError `not_found` where there is nobody to have one. */
export const inviteFile = async (
  deps: Deps,
  record: AppointmentRecord,
  audience: 'customer' | 'rep',
): Promise<HttpAnswer> => {
  const invitation = audience === 'rep' ? 'PUBLISH' : 'REQUEST';
  return fileOf(deps, record, audience, record.life.status === 'cancelled' ? 'CANCEL' : invitation);
};

/** The same to be saved from the customer's page: nobody answers a file. */
export const publishedFile = async (deps: Deps, record: AppointmentRecord): Promise<HttpAnswer> =>
  fileOf(deps, record, 'customer', record.life.status === 'cancelled' ? 'CANCEL' : 'PUBLISH');

const fileOf = async (
  deps: Deps,
  record: AppointmentRecord,
  audience: 'customer' | 'rep',
  method: CalendarMethod,
): Promise<HttpAnswer> => {
  const { customer, repId } = record.details;
  const person = audience === 'rep' ? await deps.reps.findRep(repId) : customer;
  if (record.erasedAt !== undefined || person?.email === undefined) {
    throw new ServiceError('not_found', `This appointment has no ${audience} with an address.`);
  }
  const recipient = await deps.recipients.find(person.email);
  const body = inviteText(deps, record, {
    reader: { audience, email: person.email, name: person.name, locale: person.locale },
    recipient,
    method,
    isInvited: true,
    links: { baseUrl: deps.baseUrl, linkKeys: await deps.linkKeys() },
  });
  return {
    status: 200,
    headers: {
      'content-type': `text/calendar; charset=utf-8; method=${method}`,
      'content-disposition': 'attachment; filename="invite.ics"',
      'x-content-type-options': 'nosniff',
    },
    body,
  };
};
