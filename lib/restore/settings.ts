import { lastingTags, type Settings } from './facts.ts';

/** One setting that a table lacks. */
export type Change =
  | { set: 'ttl'; attribute: string }
  | { set: 'recovery' }
  | { set: 'protection' }
  | { set: 'tags'; tags: Record<string, string> };

/** What a table lacks of another's settings. Protection comes last, so that whoever sees it sees a table that is complete. */
export const changesTo = (settings: Settings, wanted: Settings): Change[] => {
  const has = lastingTags(settings.tags);
  const tags = Object.fromEntries(
    Object.entries(lastingTags(wanted.tags)).filter(([key, value]) => has[key] !== value),
  );
  const { ttlAttribute } = wanted;
  return [
    ...(Object.keys(tags).length > 0 ? [{ set: 'tags', tags } as const] : []),
    ...(ttlAttribute !== undefined && settings.ttlAttribute !== ttlAttribute
      ? [{ set: 'ttl', attribute: ttlAttribute } as const]
      : []),
    ...(wanted.recovers && !settings.recovers ? [{ set: 'recovery' } as const] : []),
    ...(wanted.isProtected && !settings.isProtected ? [{ set: 'protection' } as const] : []),
  ];
};

/** A change in words. */
export const describeChange = (change: Change): string => {
  switch (change.set) {
    case 'ttl':
      return `time to live by ${change.attribute}`;
    case 'recovery':
      return 'point-in-time recovery';
    case 'protection':
      return 'deletion protection';
    case 'tags':
      return `tags ${Object.keys(change.tags).join(', ')}`;
  }
};
