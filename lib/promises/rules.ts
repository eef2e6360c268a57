export type PromiseRow = { number: string; promise: string; work: string; isBuilt: boolean };

/** The rows of docs/promises.md: number, the promise in words, what must work, built or planned. */
export function parsePromises(source: string): PromiseRow[] {
  return source.split("\n").flatMap((line) => {
    const [, number, promise, work, state] =
      /^\| (W\d+)\s*\| (.+?)\s*\| (.+?)\s*\| (built|planned)\s*\|$/.exec(line) ?? [];
    if (!number || !promise || !work) return [];
    return [{ number, promise, work, isBuilt: state === "built" }];
  });
}
