/** An activity as whoever told it knows it; `at` in epoch milliseconds. */
export interface CountedActivity {
  id: string;
  type: string;
  at: number;
  dealId?: string | undefined;
  stage?: string | undefined;
  value?: { amount: number; currency: string } | undefined;
}

/** Counts what a rep did after one moment and until another, as a person with a pencil would. */
export const recountActivities = (
  own: readonly CountedActivity[],
  stages: readonly string[],
  { from, to }: { from: number; to: number },
) => {
  const within = (type: string): number =>
    own.filter((one) => one.type === type && one.at > from && one.at <= to).length;
  const deals = Map.groupBy(
    own.filter(({ type }) => type === 'deal'),
    ({ id, dealId }) => dealId ?? `activity ${id}`,
  );
  const known = [...deals.values()].map((all) => {
    const sorted = all.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    const last = <K extends 'stage' | 'value'>(key: K, until: number) =>
      sorted.filter((one) => one.at <= until && one[key] !== undefined).at(-1)?.[key];
    return { before: last('stage', from), now: last('stage', to), value: last('value', to) };
  });
  const pipeline = stages.flatMap((stage) => {
    const here = known.filter(({ now }) => now === stage);
    const were = known.filter(({ before }) => before === stage);
    if (here.length + were.length === 0) return [];
    const sums = new Map<string, number>();
    for (const { value } of here)
      if (value) sums.set(value.currency, (sums.get(value.currency) ?? 0) + value.amount);
    return [
      {
        stage,
        deals: here.length,
        value: [...sums].sort().map(([currency, amount]) => ({ currency, amount })),
        entered: here.filter(({ before }) => before !== stage).length,
        left: were.filter(({ now }) => now !== stage).length,
      },
    ];
  });
  return {
    conversations: within('conversation'),
    calls: within('call'),
    emails: within('email'),
    meetings: within('meeting'),
    tasks: within('task'),
    pipeline,
  };
};
