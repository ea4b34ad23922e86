/** The index of the last of `count` ascending numbers that is not above a value; 0 when all are. */
export const lastUpTo = (count: number, numberAt: (index: number) => number, value: number): number => {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numberAt(middle) <= value) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
};
