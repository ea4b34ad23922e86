import type { Faults } from './faults.ts';
import { readFormMessage } from './form-message.ts';
import { fieldOf, type Form, FormError, parseForm } from './form.ts';
import { type Answer, type Call, json } from './http.ts';
import { readMimeMessage } from './mime-message.ts';
import type { PostOffice } from './post-office.ts';
import { refusals } from './refusals.ts';
import { randomHex } from './chance.ts';

/** How a request ends: with an answer, a cut connection, or a silence. */
export type Ending = Answer | 'reset' | 'hold';

export type SendRoute = (call: Call, where: { domain: string; mime: boolean }) => Promise<Ending>;

export interface SendRouteDeps {
  faults: Faults;
  office: PostOffice;
  now: () => number;
  isStopped: () => boolean;
  onAccepted: () => void;
}

/** What would change where or when a mail arrives; other parameters without an effect here are taken, and nothing more. */
const notEmulated = ['o:archive-to', 'o:deliverytime-optimize-period', 'o:time-zone-localize'];

/** `POST /v3/{domain}/messages` and `messages.mime`, struck by the fault that is set. */
export const makeSendRoute = (deps: SendRouteDeps): SendRoute => {
  const take = async (call: Call, where: { domain: string; mime: boolean }): Promise<Ending> => {
    if (call.body === undefined) return refusals.tooLarge();
    let form: Form;
    try {
      form = await parseForm(call.headers['content-type'], call.body);
    } catch (error) {
      if (error instanceof FormError) return refusals.badRequest(error.message);
      throw error;
    }
    const lacking = notEmulated.find((name) => (fieldOf(form, name) ?? '') !== '');
    if (lacking !== undefined) return refusals.notEmulated(`the parameter ${lacking}`);
    const now = deps.now();
    const arrival = { domain: where.domain, now, random: randomHex(16) };
    const message = where.mime ? await readMimeMessage(form, arrival) : readFormMessage(form, arrival);
    if (!message.ok) return refusals.badRequest(message.message);
    if (deps.isStopped()) return 'reset';
    deps.office.accept(message.value.submissions, now);
    // Not before the answer is written: a webhook seldom comes before it.
    setImmediate(deps.onAccepted);
    return json(200, { id: message.value.messageId, message: 'Queued. Thank you.' });
  };
  return async (call, where) => {
    const strike = deps.faults.strike(where.domain, deps.now());
    if (strike === undefined) return take(call, where);
    if (strike.kind === 'answer') return strike.answer;
    if (strike.taken) await take(call, where);
    return strike.kind;
  };
};
