/** The tables of a stage, by what their names end in. */
export const tableNames = ['templates', 'sends', 'preferences', 'activity', 'state', 'keys'] as const;
export type TableName = (typeof tableNames)[number];
