import { median } from "./report";

export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Both in turns, so that what else the machine does hits them alike; the medians in milliseconds. */
export async function compared(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  times: number,
): Promise<{ figure: number; limit: number }> {
  await one();
  await other();
  const taken: [number, number][] = [];
  for (let turn = 0; turn < times; turn += 1)
    taken.push([await milliseconds(one), await milliseconds(other)]);
  return {
    figure: median(taken.map(([first]) => first)),
    limit: median(taken.map(([, second]) => second)),
  };
}
