import { busy, CONFLICT, untilWritten } from '../../platform/conflict.ts';
import { invalid } from '../../platform/faults.ts';
import type { Config } from '../../platform/config.ts';
import type { Catalogue } from '../../rendering/catalogue.ts';
import { TemplateFault } from '../../rendering/engine/template-fault.ts';
import { compileVersion, type RenderContext, type Rendered, renderTemplate } from '../../rendering/render.ts';
import type { TemplateVersion } from '../../rendering/template.ts';
import { checkData } from '../../rendering/variables.ts';
import type { Message } from '../message/message.ts';
import { amendMessage } from '../message/joint-store.ts';
import { findBody } from '../message/body-store.ts';
import { findMessage, type SendsTable } from '../message/store.ts';

export interface AmendDeps {
  sends: SendsTable;
  templates: Pick<Catalogue, 'pinned'>;
  config: Config;
  now: () => number;
}

export type Data = Readonly<Record<string, unknown>>;

export type Amended =
  /** It says what was asked for, now or before. */
  | { outcome: 'amended'; message: Message }
  /** It no longer waits for its time, so nothing of it can change. */
  | { outcome: 'settled'; message: Message; data: Data | undefined }
  /** `change` had no use for it. */
  | { outcome: 'declined'; message: Message; data: Data }
  /** There is none of this id. */
  | { outcome: 'unknown' };

export interface AmendOptions {
  /** Also one whose time has come, and that Mailgun has not been handed yet. */
  alsoQueued?: boolean;
}

/** @throws ServiceError `invalid` when the data are more than a mail bears. */
const rendered = (version: TemplateVersion, data: Data, context: RenderContext): Rendered => {
  try {
    return renderTemplate(compileVersion(version), data, context);
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    throw invalid([{ pointer: '/data', code: error.code, detail: error.message }]);
  }
};

/**
 * Changes the data of a message that waits for its time, so that several occasions share one mail.
 * `change` answers undefined to decline. Data and message change together, or not at all: whoever sends the message has read
 * it as it is then. @throws ServiceError `invalid` when the new data do not fit its template, `busy`.
 */
export const amend = async (
  deps: AmendDeps,
  id: string,
  change: (data: Data) => Record<string, unknown> | undefined,
  { alsoQueued = false }: AmendOptions = {},
): Promise<Amended> => {
  return untilWritten<Amended>(
    async () => {
      const message = await findMessage(deps.sends, id);
      if (message === undefined) return { outcome: 'unknown' };
      const body = await findBody(deps.sends, message);
      if (body?.content.kind !== 'template') return { outcome: 'settled', message, data: undefined };
      const before = body.content.data;
      const { status } = message.life;
      const waits = status === 'scheduled' || (alsoQueued && status === 'queued');
      if (!waits) return { outcome: 'settled', message, data: before };
      const data = change(before);
      if (data === undefined) return { outcome: 'declined', message, data: before };
      if (JSON.stringify(data) === JSON.stringify(before)) return { outcome: 'amended', message };
      const version = await deps.templates.pinned(body.content.template, body.content.version);
      const faults = checkData(version, data);
      if (faults.length > 0) throw invalid(faults);
      const { brand, localization } = deps.config;
      const { subject } = rendered(version, data, {
        brand,
        locale: body.locale ?? localization.locale,
        timezone: body.timezone ?? localization.timezone,
        recipient: message.to,
        links: {},
        now: message.scheduledAt ?? deps.now(),
      });
      const next = { ...message, subject };
      const content = { ...body.content, data };
      return (await amendMessage(deps.sends, next, content, deps.now()))
        ? { outcome: 'amended', message: { ...next, rev: next.rev + 1 } }
        : CONFLICT;
    },
    () => busy('This e-mail'),
  );
};
