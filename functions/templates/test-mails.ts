import { recipientKey } from '../platform/address.ts';
import type { Config } from '../platform/config.ts';
import type { Fault } from '../platform/errors.ts';
import { invalid } from '../platform/faults.ts';
import type { Rendered } from '../rendering/render.ts';
import type { TemplateContent } from '../rendering/template.ts';

/** Tests go to addresses that the deployment names, and to no others. @throws ServiceError `invalid`. */
export const assertTestRecipients = (to: readonly string[], config: Config): void => {
  const allowed = new Set(config.email.sending.test_recipients.map(recipientKey));
  const faults = to.flatMap((address, i): Fault[] =>
    allowed.has(recipientKey(address))
      ? []
      : [
          {
            pointer: `/to/${i}`,
            code: 'not_a_test_recipient',
            detail: 'Tests go to email.sending.test_recipients of app.yaml only; add the address there.',
          },
        ],
  );
  if (faults.length > 0) throw invalid(faults);
};

const SUBJECT_MARK = '[Test] ';
const MAX_SUBJECT = 500;

/** The e-mail that shows a recipient of tests what a template makes. @throws ServiceError `invalid` when its subject is empty. */
export const testMail = (to: string, content: TemplateContent, rendered: Rendered) => {
  if (rendered.subject === '') {
    const detail = 'With these data the subject is empty.';
    throw invalid([{ pointer: '/data', code: 'empty_subject', detail }]);
  }
  return {
    to: { email: to },
    subject: (SUBJECT_MARK + rendered.subject).slice(0, MAX_SUBJECT).toWellFormed(),
    html: rendered.html,
    text: rendered.text,
    category: content.category,
    tags: ['template-test'],
  };
};
