/** Each figure is the median of so many. */
export const runs = 3;

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** CPU seconds of this process alone: a provider or a database in another one does not count. */
export async function cpuSecondsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Works through the list with so many at once. */
export async function inSlots<T>(
  list: readonly T[],
  slots: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < list.length) {
      const item = list[next] as T;
      next += 1;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: slots }, one));
}
