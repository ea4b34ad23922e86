import { sha256Hex } from '../platform/ids.ts';
import type { BusEvent } from './bus.ts';

/** What the service itself tells operators of, by what it is. */
export const ownAlertKinds = [
  'dead_letter',
  'digest_late',
  'lead_untaken',
  'many_alerts',
  'refused_event',
  'sms_refused',
  'sms_spend_limit',
] as const;
export type OwnAlertKind = (typeof ownAlertKinds)[number];

const severities = {
  dead_letter: 'critical',
  digest_late: 'warning',
  lead_untaken: 'critical',
  many_alerts: 'warning',
  refused_event: 'warning',
  sms_refused: 'warning',
  sms_spend_limit: 'critical',
} as const satisfies Readonly<Record<OwnAlertKind, string>>;

/** What one is about, in one language: a title, what it means, and what to do. */
export interface AlertWords {
  title: string;
  meaning: string;
  action: string;
}
type KindWords = Readonly<Record<OwnAlertKind, (about: string) => AlertWords>>;

const en: KindWords = {
  dead_letter: () => ({
    title: 'E-mails failed for good',
    meaning: 'They failed in each of their tries while other mail went through.',
    action:
      'GET /v1/dead-letters lists them with the reason of each. Mend the cause, then try them again: one by one with POST /v1/emails/{id}/retry, or all with npm run redrive.',
  }),
  digest_late: () => ({
    title: 'Digests were too late and are left out',
    meaning: 'Whoever reads them gets none for that day.',
    action:
      'See the logs of digests-send and digests-timers for what held them up. POST /v1/digests/{repId}/send sends the present one.',
  }),
  lead_untaken: () => ({
    title: 'Leads that nobody took',
    meaning: 'Everybody who was to be asked has been asked, and nobody answered.',
    action:
      'GET /v1/leads/{id} shows who was told when. Somebody can still take each of them: POST /v1/leads/{id}/acknowledge.',
  }),
  many_alerts: () => ({
    title: 'Many different alerts at once',
    meaning: 'There are too many to be told one by one.',
    action: 'Those that are about one thing come as one where they are sent with the same key.',
  }),
  refused_event: (type) => ({
    title: `Events ${type} are refused`,
    meaning: 'Nothing could be taken from them, and nothing was sent for them.',
    action:
      'The log of the function says which field was wrong (“A bus event was refused”). The sender mends it and sends the event again under a new id.',
  }),
  sms_refused: (why) => ({
    title: `Text messages are refused: ${why}`,
    meaning: 'AWS did not send them, so hot leads are told by mail alone.',
    action:
      'The reason is named in AWS’s document of SendTextMessage. A number that has opted out gets texts again once its rep is put with a new one.',
  }),
  sms_spend_limit: () => ({
    title: 'Text messages have used up the month’s spending limit',
    meaning: 'Until the month ends, or the limit is raised, hot leads are told by mail alone.',
    action: 'Raise it in AWS End User Messaging, under account settings.',
  }),
};

const de: KindWords = {
  dead_letter: () => ({
    title: 'E-Mails sind endgültig gescheitert',
    meaning: 'Sie scheiterten bei jedem Versuch, während andere durchkamen.',
    action:
      'GET /v1/dead-letters zählt sie auf, jede mit ihrem Grund. Beheben Sie die Ursache, dann versuchen Sie es erneut: einzeln mit POST /v1/emails/{id}/retry, oder alle mit npm run redrive.',
  }),
  digest_late: () => ({
    title: 'Tagesberichte kamen zu spät und fallen aus',
    meaning: 'Wer sie liest, bekommt für diesen Tag keinen.',
    action:
      'Was sie aufhielt, steht in den Protokollen von digests-send und digests-timers. POST /v1/digests/{repId}/send schickt den jetzigen.',
  }),
  lead_untaken: () => ({
    title: 'Leads, die niemand übernahm',
    meaning: 'Alle, die zu fragen waren, wurden gefragt, und niemand hat geantwortet.',
    action:
      'GET /v1/leads/{id} zeigt, wer wann benachrichtigt wurde. Übernehmen kann sie noch jeder: POST /v1/leads/{id}/acknowledge.',
  }),
  many_alerts: () => ({
    title: 'Viele verschiedene Meldungen auf einmal',
    meaning: 'Es sind zu viele, um sie einzeln zu melden.',
    action: 'Was eine Sache betrifft, kommt zusammen, wenn es mit demselben key geschickt wird.',
  }),
  refused_event: (type) => ({
    title: `Ereignisse ${type} werden abgelehnt`,
    meaning: 'Nichts davon war zu gebrauchen, und nichts wurde dafür verschickt.',
    action:
      'Welches Feld falsch war, steht im Protokoll der Funktion („A bus event was refused“). Der Absender behebt es und schickt das Ereignis unter einer neuen Id.',
  }),
  sms_refused: (why) => ({
    title: `SMS werden abgelehnt: ${why}`,
    meaning: 'AWS hat sie nicht verschickt; von heißen Leads erfährt man nur per Mail.',
    action:
      'Den Grund erklärt AWS in der Beschreibung von SendTextMessage. Eine abgemeldete Nummer bekommt wieder SMS, sobald ihr Vertriebler mit einer neuen angelegt ist.',
  }),
  sms_spend_limit: () => ({
    title: 'SMS haben das Monatslimit erreicht',
    meaning: 'Bis der Monat endet oder das Limit steigt, erfährt man von heißen Leads nur per Mail.',
    action: 'Erhöhen lässt es sich in AWS End User Messaging, in den Kontoeinstellungen.',
  }),
};

const words = { en, de } as const;

/** The key of alerts that are too many to be told one by one. */
export const OVERFLOW_KEY: OwnAlertKind = 'many_alerts';

const isKind = (text: string): text is OwnAlertKind => ownAlertKinds.some((kind) => kind === text);

/** What an alert of ours says in a language, by its key; undefined for a key that is none of ours. */
export const ownAlertWords = (key: string, language: keyof typeof words): AlertWords | undefined => {
  const [kind = '', ...about] = key.split('/');
  return isKind(kind) ? words[language][kind](about.join('/')) : undefined;
};

const LONGEST_ID = 128;

/** Named by what it is of; what is too long for an id by its hash. */
const idOf = (kind: OwnAlertKind, id: string): string => {
  const named = `${kind}/${id}`;
  return named.length > LONGEST_ID ? `${kind}/${sha256Hex(id).slice(0, 32)}` : named;
};

/** What happened: `id` names the occurrence, `about` whatever of the kind it is, such as the type of an event. */
export interface OwnAlert {
  kind: OwnAlertKind;
  id: string;
  about?: string;
}

/** What `system.alert` says of something that the service saw itself. */
export const ownAlertDetail = ({ kind, id, about }: OwnAlert) => {
  const { title, meaning, action } = words.en[kind](about ?? '');
  return {
    id: idOf(kind, id),
    key: about === undefined ? kind : `${kind}/${about}`,
    severity: severities[kind],
    title,
    body: `${meaning}\n\n${action}`,
    state: 'firing' as const,
  };
};

/** The bus event that tells of it. */
export const ownAlertEvent = (alert: OwnAlert): BusEvent => ({
  detailType: 'system.alert',
  detail: ownAlertDetail(alert),
});
