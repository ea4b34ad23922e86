/** What a table has beside its items; a restored one comes without any of it. */
export interface Settings {
  ttlAttribute: string | undefined;
  /** Point-in-time recovery. */
  recovers: boolean;
  /** Against deletion. */
  isProtected: boolean;
  tags: Readonly<Record<string, string>>;
}

export interface TableFacts {
  name: string;
  /** DynamoDB's own id; another table under the same name has another. */
  id: string;
  arn: string;
  /** DynamoDB's word, such as `ACTIVE`. */
  status: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** The moment that it was restored to; undefined for one that was not. Epoch milliseconds. */
  restoredTo: number | undefined;
  /** Its key in KMS is AWS's own for DynamoDB. */
  isEncryptedByKms: boolean;
  settings: Settings;
  /** What it can be restored to; undefined without point-in-time recovery. Epoch milliseconds. */
  window: { earliest: number; latest: number } | undefined;
}

export interface BackupFacts {
  arn: string;
  name: string;
  status: string;
  /** Epoch milliseconds. */
  createdAt: number;
}

/** All that decides what comes next; it is read from AWS, so that a command that broke off is called again. */
export interface Facts {
  present: TableFacts | undefined;
  restored: TableFacts | undefined;
  /** Those that a swap makes, of either table. */
  backups: { present: readonly BackupFacts[]; restored: readonly BackupFacts[] };
}

/**
 * What must be remembered from step to step stands in tags of the restored table, and goes with it: the moment, when
 * the functions were stopped, and what they had before.
 */
export const OWN_TAGS = 'outbound-email:';
export const MOMENT_TAG = `${OWN_TAGS}restored-to`;
export const STOPPING_TAG = `${OWN_TAGS}stopping-at`;
export const STOPPED_TAG = `${OWN_TAGS}stopped-at`;
/** The backup of the present table, made after the functions had ended. */
export const BACKUP_TAG = `${OWN_TAGS}backup`;
/** The id of the table that is backed up, and may be deleted; it stays, to tell that another is in its place. */
export const REPLACES_TAG = `${OWN_TAGS}replaces`;
export const RESERVED_TAG = `${OWN_TAGS}reserved:`;
export const OFF_TAG = `${OWN_TAGS}off:`;

/** Tags that one may set on a table, without those that this command keeps on the restored one. */
export const lastingTags = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tags).filter(([key]) => !key.startsWith(OWN_TAGS) && !key.startsWith('aws:')),
  );

/** When its functions were all stopped; undefined while they run. Epoch milliseconds. */
export const stoppedAt = (restored: TableFacts): number | undefined => {
  const at = restored.settings.tags[STOPPED_TAG];
  return at === undefined ? undefined : Date.parse(at);
};
