import type { Config } from '../../functions/platform/config.ts';
import type { Rule } from '../chaos/rules.ts';
import type { Tamper } from './memory-dynamo.ts';
import type { Trouble } from './world.ts';

export interface RuledOut {
  tamper?: Tamper;
  /** The function that never runs. */
  missing?: string;
  configure?: (config: Config) => Config;
  /** How Mailgun and our endpoint may fare, where the rule matters in some weathers only. */
  trouble?: Trouble;
}

/** app.yaml allows no less than five minutes. */
const settleAtOnce = (config: Config): Config => {
  const delivery = { ...config.email.delivery, settle_minutes: { transactional: 0, bulk: 0 } };
  return { ...config, email: { ...config.email, delivery } };
};

const isClaim = (item: Record<string, unknown> | undefined): boolean => {
  const life = item?.['life'];
  return (
    typeof life === 'object' &&
    life !== null &&
    'status' in life &&
    life.status === 'sending' &&
    !('settleAt' in life && life.settleAt !== undefined)
  );
};

const isEvent = (item: Record<string, unknown> | undefined): boolean =>
  /^(EVENT#|TOKEN)/.test(String(item?.['sk']));

const unconditional =
  (matches: (item: Record<string, unknown> | undefined) => boolean): Tamper =>
  (write) => {
    if (!matches(write.Item)) return write;
    return { ...write, ConditionExpression: undefined };
  };

/** The service as it is, or without one of its rules. */
export const without = (rule: Rule | undefined): RuledOut => {
  switch (rule) {
    case 'claim':
      return { tamper: unconditional(isClaim) };
    case 'event_id':
      return { tamper: unconditional(isEvent) };
    case 'sweeper':
      return { missing: 'sweep' };
    case 'settle_minutes':
      return { configure: settleAtOnce, trouble: { weathers: ['cut'], webhookDown: 0.9, strikes: 0.4 } };
    case undefined:
      return {};
  }
};
