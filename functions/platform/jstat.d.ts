/** What we use of jstat 1.9, which brings no types: quantiles. */
declare module 'jstat' {
  export const jStat: {
    normal: { inv: (p: number, mean: number, deviation: number) => number };
    studentt: { inv: (p: number, freedom: number) => number };
  };
}
