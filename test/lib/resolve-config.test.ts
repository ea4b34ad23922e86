import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../lib/read-config.ts';
import { resolveSendingMode } from '../../lib/resolve-config.ts';

const cases = [
  { stage: 'prod', mode: 'null', want: 'live' },
  { stage: 'dev', mode: 'null', want: 'allowlist' },
  { stage: 'production', mode: 'null', want: 'allowlist' },
  { stage: 'dev', mode: 'live', want: 'live' },
  { stage: 'prod', mode: 'allowlist', want: 'allowlist' },
  { stage: 'prod', mode: 'redirect', want: 'redirect' },
];
const appYaml = (stage: string, mode: string) =>
  `stage: ${stage}\nemail: { sending: { mode: ${mode}, redirect_to: qa@example.com } }`;

describe('Mail of stage', () => {
  test.each(cases)('$stage with mode $mode is $want', ({ stage, mode, want }) => {
    expect(resolveSendingMode(parseConfig(appYaml(stage, mode), 'app.yaml'))).toBe(want);
  });
});
