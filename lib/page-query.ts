import { isCleanText } from "./clean-text";

/** What Next hands to a page: a list where the address names a parameter several times. */
export type PageSearch = Promise<Record<string, string | string[] | undefined>>;

/** The parameters of an address, each once. */
export type PageQuery = { readonly [name: string]: string | undefined };

/** No link of ours writes longer ones; cursors and ways back are the longest. */
const valueMaxLength = 2_000;

/**
 * The parameters of a page's address: the first where one is given several times, none that is longer than 2,000
 * characters or holds what PostgreSQL stores in no text.
 */
export async function readPageQuery(search: PageSearch): Promise<PageQuery> {
  return readParameters(Object.entries(await search));
}

/** The same of a route's address. */
export const readUrlQuery = (search: URLSearchParams): PageQuery => readParameters([...search]);

function readParameters(
  given: readonly (readonly [string, string | string[] | undefined])[],
): PageQuery {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of given) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first === undefined || name in query) continue;
    if (first.length <= valueMaxLength && isCleanText(first)) query[name] = first;
  }
  return query;
}
