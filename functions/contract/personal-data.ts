/** What an erasure counts. */
export const erasedThings = [
  'messages',
  'conversations',
  'appointments',
  'enrollments',
  'leads',
  'activities',
] as const;

/** What was erased of a person, and what stays of them. */
export interface Erased extends Record<(typeof erasedThings)[number], number> {
  /** What stays under the hash of the address, and why. */
  kept: string[];
}

/** What of a person leads to what other rooms keep about it. */
export interface About {
  /** Leads that are theirs. */
  leadIds: readonly string[];
}

/** What a room knows of a person, and how it forgets them; privacy asks every room in turn. */
export interface PersonalData {
  /** What of them others keep something about, such as activities about leads. */
  about?: (email: string) => Promise<About>;
  /** What is known, by the fields of the export. */
  export: (email: string, about: About) => Promise<Record<string, unknown>>;
  /**
   * Erases the person; doing it again goes on where it ended.
   * @throws ServiceError `busy` when it can't be done by `endsAt`, epoch milliseconds.
   */
  erase: (email: string, run: About & { endsAt: number }) => Promise<Partial<Erased>>;
}
