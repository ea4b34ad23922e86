import { describe, expect, test } from 'vitest';
import { conversationSchema } from '../../functions/conversations/conversation.ts';
import { salesReader } from '../../functions/conversations/readers.ts';
import { findSalesSide } from '../../functions/reps/on-duty.ts';
import { type Rep, repSchema, type Team, teamSchema } from '../../functions/reps/rep.ts';
import { summaryConfigOf } from '../../functions/conversations/config.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { aConversation } from './fixture.ts';

const NOW = Date.parse('2027-03-04T09:00:00Z');
const rep = (id: string, more: Record<string, unknown> = {}): Rep =>
  repSchema.parse({ id, name: id, email: `${id}@acme.example`, timezone: 'Europe/Berlin', ...more });
const away = { absences: [{ from: '2027-03-01', to: '2027-03-04' }] };

/** Whose address the sales team's mail goes to. */
const writtenTo = async (people: { reps?: Rep[]; teams?: Team[]; ownerRepId?: string; appYaml?: string }) => {
  const { reps = [], teams = [], ownerRepId, appYaml = '' } = people;
  const config = summaryConfigOf(parseConfig(appYaml, 'app.yaml'));
  const store = {
    findRep: (id: string) => Promise.resolve(reps.find((one) => one.id === id)),
    findTeam: (id: string) => Promise.resolve(teams.find((one) => one.id === id)),
  };
  const conversation = conversationSchema.parse(aConversation({ ownerRepId }));
  const sides = await findSalesSide(store, { ownerRepId: conversation.ownerRepId, teamId: config.teamId });
  return salesReader(sides, config, NOW).email;
};

describe('The sales team’s mail goes to', () => {
  const team = teamSchema.parse({ id: 't', name: 'T', email: 'team@acme.example' });
  const onCall = teamSchema.parse({ id: 't', name: 'T', onCall: ['gone', 'one', 'two'] });
  const ofTeam = { teamId: 't' };
  test.each([
    { who: 'the owner', people: { reps: [rep('grace')], ownerRepId: 'grace' }, email: 'grace@acme.example' },
    {
      who: 'their deputy while they are away',
      people: { reps: [rep('grace', { ...away, deputyId: 'ada' }), rep('ada')], ownerRepId: 'grace' },
      email: 'ada@acme.example',
    },
    {
      who: 'their team when both are away',
      people: {
        reps: [rep('grace', { ...away, ...ofTeam, deputyId: 'ada' }), rep('ada', away)],
        teams: [team],
        ownerRepId: 'grace',
      },
      email: 'team@acme.example',
    },
    {
      who: 'the first on call who is there, in a team without an address',
      people: {
        reps: [rep('grace', { ...away, ...ofTeam }), rep('one', away), rep('two')],
        teams: [onCall],
        ownerRepId: 'grace',
      },
      email: 'two@acme.example',
    },
    {
      who: 'the owner all the same when there is nobody else',
      people: { reps: [rep('grace', away)], ownerRepId: 'grace' },
      email: 'grace@acme.example',
    },
    {
      who: 'the team of app.yaml when there is no owner',
      people: { teams: [team], appYaml: 'email: { templates: { conversation_summary: { team: t } } }' },
      email: 'team@acme.example',
    },
    {
      who: 'the address of app.yaml when the owner is not known',
      people: {
        ownerRepId: 'nobody',
        appYaml: 'email: { templates: { conversation_summary: { sales_team_email: all@acme.example } } }',
      },
      email: 'all@acme.example',
    },
    { who: 'who gets the answers when nothing else is said', people: {}, email: 'sales@yourdomain.com' },
  ])('$who', async ({ people, email }) => {
    expect(await writtenTo(people)).toBe(email);
  });
});
