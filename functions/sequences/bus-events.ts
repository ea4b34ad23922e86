import type { BusEvent } from '../bus/bus.ts';
import type { Ending, Enrollment } from './enrollment.ts';
import type { EndedDetail, EnrolledDetail } from './sequences.events.ts';

const about = ({ id, sequence, version, kind, key, recipient, arm }: Enrollment): EnrolledDetail => ({
  enrollmentId: id,
  sequence,
  version,
  kind,
  key,
  recipient: recipient.email,
  arm,
});

export const enrolledEvent = (enrollment: Enrollment): BusEvent => ({
  detailType: 'sequence.enrolled',
  detail: about(enrollment),
});

export const endedEvent = (enrollment: Enrollment, how: Ending): BusEvent => ({
  detailType: 'sequence.ended',
  detail: { ...about(enrollment), how } satisfies EndedDetail,
});
