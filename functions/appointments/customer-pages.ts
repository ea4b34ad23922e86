import { layoutContext, show } from '../pages/answer.ts';
import { layout, type PageContext, problemPage } from '../pages/layout.ts';
import { escapeHtml } from '../platform/html.ts';
import type { HttpAnswer } from '../platform/http.ts';
import { workingZone } from '../platform/stored-zone.ts';
import type { AppointmentDeps } from './deps.ts';
import {
  type AppointmentLink,
  type LinkPath,
  isCustomers,
  isPageClosed,
  readAppointmentLink,
} from './links.ts';
import { appointmentPageTexts } from './page-texts.ts';
import type { AppointmentRecord } from './record.ts';

/** What came with a request for a page. */
export interface PageRequest {
  token: string;
  headers: Readonly<Record<string, string | undefined>>;
}

/** A customer's page: what is so, whose link it is, and in which words and zone it is shown. */
export interface CustomerPage {
  record: AppointmentRecord;
  link: AppointmentLink;
  context: PageContext;
  readerZone: string;
}

/** Answers for the customer of an appointment, in their language; for anybody else with a kind page. */
export const forCustomer = async (
  deps: AppointmentDeps,
  path: LinkPath,
  { token, headers }: PageRequest,
  answer: (page: CustomerPage) => Promise<HttpAnswer>,
): Promise<HttpAnswer> => {
  const { config } = deps;
  const now = deps.now();
  const read = readAppointmentLink(path, token, { linkKeys: await deps.linkKeys(), now });
  const stranger = layoutContext(config, undefined, headers);
  if (!read.ok) return read.why === 'expired' ? closed(deps, stranger) : broken(deps, stranger);
  const record = await deps.appointments.find(read.payload.id);
  // Kept so long after its end that only what is closed is gone.
  if (record === undefined) return closed(deps, stranger);
  if (!isCustomers(record, read.payload)) return broken(deps, stranger);
  const { email, locale, timezone } = record.details.customer;
  const recipient = email === undefined ? undefined : await deps.recipients.find(email);
  const context = layoutContext(config, recipient?.locale ?? locale, headers);
  if (isPageClosed(record, now)) return closed(deps, context);
  return answer({
    record,
    link: read.payload,
    context,
    readerZone: recipient?.timezone ?? workingZone(timezone) ?? record.details.timezone,
  });
};

const broken = ({ config }: AppointmentDeps, context: PageContext): HttpAnswer =>
  show(404, problemPage('broken', context), config);

const closed = ({ config }: AppointmentDeps, context: PageContext): HttpAnswer => {
  const { title, text } = appointmentPageTexts[context.locale].closed;
  return show(410, layout(title, `<p>${escapeHtml(text)}</p>`, context), config);
};
