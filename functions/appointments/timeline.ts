import { contentHash } from '../platform/ids.ts';
import { deleteItem, ownerKey, putItem, type TableKey, timelineKey } from '../reps/timeline.ts';
import type { AppointmentEntry, AppointmentPlace } from '../reps/timeline-entries.ts';
import type { AppointmentRecord } from './record.ts';

/** One that is moved more often leaves its first places. */
const MOST_PLACES = 30;
const MOST_STATES = 30;
const MOST_MATERIALS = 5;

type State = AppointmentEntry['states'][number]['state'];

const stateOf = ({ life }: Pick<AppointmentRecord, 'life'>): State =>
  life.status === 'completed' ? life.outcome : life.status;

const withState = (states: AppointmentEntry['states'], state: State, at: number) =>
  states.at(-1)?.state === state ? states : [...states, { at, state }].slice(-MOST_STATES);

/** What is said of whom it is with, and where; nothing once they are erased. */
const wordsOf = ({ details, erasedAt }: AppointmentRecord) => {
  if (erasedAt !== undefined) return { materials: [] };
  const { title, customer, kind, joinUrl, materials } = details;
  const { name, company, email } = customer;
  return {
    title,
    name,
    company,
    email,
    ...(kind === 'video' && { joinUrl }),
    materials: materials.slice(0, MOST_MATERIALS),
  };
};

/** The places of an appointment after a write of its record; the present one, last, has its words. */
export const timelineOf = (record: AppointmentRecord, now: number): AppointmentPlace[] => {
  const { id, startAt, details, timeline = [] } = record;
  const { repId, kind } = details;
  const isPresent = (place: AppointmentPlace): boolean =>
    place.repId === repId && place.entry.startAt === startAt;
  const before = timeline.find(isPresent)?.entry.states ?? [];
  const states = withState(before, stateOf(record), now);
  const present = { repId, entry: { id, startAt, kind, states, ...wordsOf(record) } };
  const left = timeline.filter((place) => !isPresent(place)).map((place) => leftPlace(place, now));
  return [...left, present].slice(-MOST_PLACES);
};

const leftPlace = ({ repId, entry }: AppointmentPlace, now: number): AppointmentPlace => {
  const { id, startAt, kind, states } = entry;
  return { repId, entry: { id, startAt, kind, states: withState(states, 'moved', now), materials: [] } };
};

const keyOf = ({ repId, entry: { id, startAt } }: AppointmentPlace): TableKey =>
  timelineKey(repId, 'APPOINTMENT', { at: startAt, id });
const nameOf = (place: AppointmentPlace): string => JSON.stringify(keyOf(place));

/** What is written beside an appointment, so that timelines tell of it. */
export const timelineWrites = (
  table: string,
  {
    record,
    before = [],
    ttl,
  }: { record: AppointmentRecord; before: readonly AppointmentPlace[] | undefined; ttl: number },
) => {
  const { id, details, timeline = [] } = record;
  const after = new Map(timeline.map((place) => [nameOf(place), place]));
  const known = new Map(before.map((place) => [nameOf(place), contentHash(place)]));
  const changed = [...after].filter(([name, place]) => known.get(name) !== contentHash(place));
  const dropped = before.filter((place) => !after.has(nameOf(place)));
  if (changed.length === 0 && dropped.length === 0) return [];
  return [
    ...changed.map(([, place]) => putItem(table, keyOf(place), { ...place.entry, ttl })),
    ...dropped.map((place) => deleteItem(table, keyOf(place))),
    putItem(table, ownerKey('appointment', id), { repId: details.repId, ttl }),
  ];
};
