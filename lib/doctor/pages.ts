/** Everything on the pages of an answer of AWS. */
export const collect = async <Page, T>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly T[],
): Promise<T[]> => {
  const found: T[] = [];
  for await (const page of pages) found.push(...itemsOf(page));
  return found;
};
