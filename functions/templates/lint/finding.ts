import * as z from 'zod';

export const findingSchema = z
  .object({
    severity: z.enum(['error', 'warning']).describe('Errors keep a template from being published.'),
    rule: z.string().describe('The name of the rule; stays the same from release to release.'),
    line: z.int().optional().describe('Of the source that `part` names.'),
    part: z.string().describe('A JSON pointer to the source, such as `/htmlTemplate`.'),
    message: z.string().describe('What is wrong.'),
    remedy: z.string().describe('How to mend it.'),
  })
  .meta({ id: 'Finding', description: 'What lint says of one place of a template.' });

/** One thing that a template could do better, or must not do: where, what, and how to mend it. */
export type Finding = z.infer<typeof findingSchema>;

/** The same fault of two samples or languages is told once. */
export const distinct = (findings: readonly Finding[]): Finding[] => {
  const byKey = new Map(
    findings.map((one) => [`${one.rule} ${one.part} ${one.line ?? ''} ${one.message}`, one]),
  );
  return [...byKey.values()].sort(
    (a, b) =>
      Number(a.severity === 'warning') - Number(b.severity === 'warning') || (a.line ?? 0) - (b.line ?? 0),
  );
};
