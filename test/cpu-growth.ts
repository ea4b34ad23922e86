/** Milliseconds of this thread's own work: what else the machine does is not in it. The least of three runs. */
const workOf = async (run: () => unknown): Promise<number> => {
  let least = Infinity;
  for (let i = 0; i < 3; i += 1) {
    const before = process.threadCpuUsage();
    await run();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
};

/** What takes less is too short to be compared. */
const SHORTEST_MS = 10;

/**
 * By how much the work grows when the input doubles, in the mean over all sizes that take time to speak of; 1 when none
 * does. Where the parts of something are compared with one another it is 4.
 */
export const growthOf = async (
  run: (size: number) => unknown,
  sizes: { from: number; to: number },
): Promise<number> => {
  const works: number[] = [];
  for (let size = sizes.from; size <= sizes.to; size *= 2) {
    const work = await workOf(() => run(size));
    if (work >= SHORTEST_MS) works.push(work);
  }
  const [first, last] = [works[0], works.at(-1)];
  if (first === undefined || last === undefined || works.length < 2) return 1;
  return (last / first) ** (1 / (works.length - 1));
};
