import * as z from 'zod';

export const findingSchema = z.object({
  severity: z
    .enum(['error', 'warning'])
    .meta({ description: 'Errors keep a template from being published.' }),
  rule: z.string(),
  line: z.int().optional().meta({ description: 'Of the source that `part` names.' }),
  part: z.string().meta({ description: 'A JSON pointer to the source, such as /htmlTemplate.' }),
  message: z.string(),
  remedy: z.string(),
});

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
