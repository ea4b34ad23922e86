import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../functions/platform/config.ts';
import { HOUR, MINUTE } from '../../functions/platform/clock.ts';
import { leadConfigOf } from '../../functions/leads/config.ts';
import { isSwitchedOff } from '../../functions/preferences/switched-off.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { aConfig } from '../outbox/messages.ts';
import { aLeadConfig } from './fixture.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-cards-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is wrong with an app.yaml, in one line; a file of battle cards lies beside it where there is one. */
const faultIn = (yaml: string, cards?: string): string => {
  if (cards !== undefined) writeFileSync(path.join(folder, 'cards.yaml'), cards);
  try {
    parseConfig(yaml, path.join(folder, 'app.yaml'));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.replace(`${folder}${path.sep}`, '');
  }
  return 'taken';
};
const policy = (hot: string): string => `escalation: { policies: { hot: ${hot} } }`;

describe('A fault in what app.yaml says of leads is one line that names path, value and what is allowed:', () => {
  test.each([
    {
      what: 'a policy without steps',
      yaml: policy('{ steps: [] }'),
      says: 'escalation.policies.hot.steps is []; allowed: at least one step',
    },
    {
      what: 'an unknown role',
      yaml: policy('{ steps: [{ tell: [boss] }] }'),
      says: 'escalation.policies.hot.steps.0.tell.0 is "boss"; allowed: owner, deputy, on_call, manager or team',
    },
    {
      what: 'a step that tells nobody',
      yaml: policy('{ steps: [{ tell: [] }] }'),
      says: 'escalation.policies.hot.steps.0.tell is []; allowed: a list of at least one of owner,',
    },
    {
      what: 'a step without e-mail',
      yaml: policy('{ steps: [{ tell: [owner], by: [sms] }] }'),
      says: 'escalation.policies.hot.steps.0.by is ["sms"]; allowed: email, and sms beside it',
    },
    {
      what: 'a time of nothing',
      yaml: policy('{ respond_within: PT0S }'),
      says: 'escalation.policies.hot.respond_within is "PT0S"; allowed: a duration of more than nothing',
    },
    {
      what: 'a wait in words',
      yaml: policy('{ steps: [{ wait: 5 minutes, tell: [owner] }] }'),
      says: 'escalation.policies.hot.steps.0.wait is "5 minutes"; allowed: an ISO 8601 duration',
    },
    {
      what: 'a policy of another name',
      yaml: 'escalation: { policies: { cold: {} } }',
      says: 'escalation.policies.cold is {}, and is not a key of escalation.policies; allowed: hot, warm',
    },
    {
      what: 'hours of another kind',
      yaml: 'escalation: { hours: night }',
      says: 'escalation.hours is "night"; allowed: working or always',
    },
    {
      what: 'weights of 99',
      yaml: 'leads: { weights: { score: 59 } }',
      says: 'allowed: weights that add up to 100',
    },
    {
      what: 'warm above hot',
      yaml: 'leads: { bands: { hot: 50 } }',
      says: 'leads.bands is {"hot":50}; allowed: warm at most as high as hot',
    },
    {
      what: 'a hot rule without a condition',
      yaml: 'leads: { hot_rules: [{ name: All }] }',
      says: 'leads.hot_rules.0 is {"name":"All"}; allowed: a rule with at least one condition',
    },
    {
      what: 'two hot rules of one name',
      yaml: 'leads: { hot_rules: [{ name: A, min_score: 1 }, { name: A, min_score: 2 }] }',
      says: 'allowed: rules with names that differ',
    },
    {
      what: 'a currency that is none',
      yaml: 'leads: { full_value: { Euro: 1 } }',
      says: 'leads.full_value.Euro is 1; allowed: amounts by currency, such as {EUR: 25000}',
    },
    {
      what: 'no alerts an hour',
      yaml: 'leads: { per_hour: 0 }',
      says: 'leads.per_hour is 0; allowed: a whole number from 1 to 1000',
    },
    {
      what: 'a last address that is none',
      yaml: 'leads: { fallback_email: sales }',
      says: 'leads.fallback_email is "sales"; allowed: ',
    },
  ])('$what', ({ yaml, says }) => {
    const fault = faultIn(yaml);
    expect(fault).toContain(says);
    expect(fault).toMatch(/^app\.yaml: [^\n]+$/);
  });
});

describe('A fault in the file of battle cards is one line that names file, path, value and what is allowed:', () => {
  const yaml = 'leads: { battle_cards: cards.yaml }';
  test.each([
    {
      what: 'a name of two competitors',
      cards:
        '- { competitor: One, aliases: [Uno], card: x }\n- { competitor: Two, aliases: [ÚNO!], card: x }',
      says: 'cards.yaml: 1.aliases.0 is "ÚNO!"; allowed: a name that no other card has; "One" has it',
    },
    {
      what: 'two cards of one competitor',
      cards: '- { competitor: One, card: x }\n- { competitor: one, card: y }',
      says: 'cards.yaml: 1.competitor is "one"; allowed: a name that no other card has; "One" has it',
    },
    {
      what: 'a name of signs',
      cards: '- { competitor: "!!!", card: x }',
      says: 'cards.yaml: 0.competitor is "!!!"; allowed: a name with letters or digits',
    },
    {
      what: 'a card without words',
      cards: '- { competitor: One, card: "" }',
      says: 'cards.yaml: 0.card is ""; allowed: a text that is not empty',
    },
    {
      what: 'a card that is too long',
      cards: `- { competitor: One, card: ${'x'.repeat(4001)} }`,
      says: 'allowed: a text of at most 4000 characters',
    },
    {
      what: 'no card',
      cards: '- { competitor: One }',
      says: 'cards.yaml: 0.card is missing; allowed: a text',
    },
    {
      what: 'another key',
      cards: '- { competitor: One, card: x, price: 1 }',
      says: 'cards.yaml: 0 has the key price; allowed: competitor, aliases, card',
    },
    {
      what: 'no list',
      cards: 'competitor: One',
      says: 'cards.yaml: the document is {"competitor":"One"}; allowed: a list of {competitor, aliases, card}',
    },
    { what: 'no YAML', cards: '- [', says: 'cards.yaml: not valid YAML: ' },
    {
      what: 'more than travels with the configuration',
      cards: '#'.repeat(262_145),
      says: 'cards.yaml: it has 262145 bytes; allowed: at most 262144',
    },
  ])('$what', ({ cards, says }) => {
    const fault = faultIn(yaml, cards);
    expect(fault).toContain(says);
    expect(fault).toMatch(/^[^\n]+$/);
  });

  test('no file', () => {
    expect(faultIn('leads: { battle_cards: nowhere.yaml }')).toBe(
      'leads.battle_cards is "nowhere.yaml", which can\'t be read: it is not there; allowed: a file beside app.yaml',
    );
  });
});

describe('What app.yaml says of leads', () => {
  test('is the ladder of 5, 10, 20 and 30 minutes where it says nothing', () => {
    const { hot, warm } = aLeadConfig().policies;
    expect(hot.respondWithinMs).toBe(5 * MINUTE);
    expect(hot.steps.map(({ waitMs, tell, byText }) => [waitMs / MINUTE, tell, byText])).toEqual([
      [5, ['owner'], true],
      [5, ['deputy', 'on_call'], true],
      [10, ['manager'], true],
      [10, ['team'], false],
    ]);
    expect(warm).toEqual({
      respondWithinMs: 4 * HOUR,
      steps: [{ waitMs: 4 * HOUR, tell: ['owner'], byText: false }],
    });
  });

  test('has a step without a wait come after the time in which an answer is due', () => {
    const steps = [{ tell: ['owner'] }, { tell: ['manager'] }, { wait: 'PT0S', tell: ['team'] }];
    const { hot } = aLeadConfig({
      escalation: { policies: { hot: { respond_within: 'PT7M', steps } } },
    }).policies;
    expect(hot.steps.map(({ waitMs }) => waitMs / MINUTE)).toEqual([7, 7, 0]);
  });

  test('is that the cards stand in the place of their file, also where functions read it', () => {
    writeFileSync(path.join(folder, 'cards.yaml'), '- { competitor: One, card: "**x**" }');
    const config = parseConfig('leads: { battle_cards: cards.yaml }', path.join(folder, 'app.yaml'));
    const read = leadConfigOf(JSON.parse(JSON.stringify(config)) as typeof config);
    expect(read.cards).toEqual([{ competitor: 'One', aliases: [], card: '**x**' }]);
    expect(aLeadConfig().cards).toEqual([]);
  });

  test.each([
    [
      'lead_alerts',
      ['lead_alert', 'lead_alert_batch', 'lead_taken', 'lead_handed_over', 'lead_update', 'lead_follow_up'],
    ],
    ['hot_leads', ['hot_lead_alert', 'lead_escalation']],
  ])('of %s switches off %j', (name, off) => {
    const mails = [
      'lead_alert',
      'lead_alert_batch',
      'lead_taken',
      'lead_handed_over',
      'lead_update',
      'lead_follow_up',
      'hot_lead_alert',
      'lead_escalation',
    ];
    const config = aConfig({ templates: { [name]: { enabled: false } } });
    expect(mails.filter((one) => isSwitchedOff(one, config))).toEqual(off);
  });
});
