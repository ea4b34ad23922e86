import type { Config } from '../platform/config.ts';

/** Whether app.yaml switches the mails of a template off. */
export const isSwitchedOff = (template: string | undefined, { rules }: Pick<Config, 'rules'>): boolean =>
  template !== undefined && rules.switchedOff.some((names) => new RegExp(names).test(template));
