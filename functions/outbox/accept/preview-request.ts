import { ServiceError } from '../../platform/errors.ts';
import { invalid } from '../../platform/faults.ts';
import { compileVersion, type Rendered, renderTemplate } from '../../rendering/render.ts';
import { type AcceptDeps, requestFaults } from './accept.ts';
import type { MessageRequest } from './message-request.ts';
import { ownRequest } from './read-request.ts';

type Deps = Parameters<typeof requestFaults>[0] & Pick<AcceptDeps, 'config' | 'now'>;

/**
 * What a mail from a template would say to its reader, were it sent now; without links that are its recipient's own.
 * @throws ServiceError `invalid` for what it would be refused, `wrong_state` when its template can't be sent.
 */
export const previewRequest = async (deps: Deps, request: MessageRequest): Promise<Rendered> => {
  const faults = await requestFaults(deps, ownRequest(request));
  if (faults.length > 0) throw invalid(faults);
  const { template: name = '', data = {}, to, locale, timezone } = request;
  const found = await deps.templates.active(name);
  if (found.kind === 'none') throw new ServiceError('wrong_state', `The template ${name} is ${found.why}.`);
  const { brand, localization } = deps.config;
  return renderTemplate(compileVersion(found.template), data, {
    brand,
    locale: locale ?? localization.locale,
    timezone: timezone ?? localization.timezone,
    recipient: to,
    links: {},
    now: deps.now(),
  });
};
