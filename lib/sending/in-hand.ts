/** A turn takes about as long: what goes out meanwhile must have been claimed before. */
const aheadSeconds = 0.2;
/** The rate is that of the last moment. */
const memorySeconds = 0.5;

export type InHandRange = {
  /** For each provider call. */
  least: number;
  most: number;
};

/**
 * How many batches a process has in hand: `least` for each provider call, and while calls are so quick that these are gone
 * before the next claim has come back, what goes out in a fifth of a second. So a provider that is slow or paced never
 * keeps another customer waiting behind more than `least`.
 */
export function createInHand({ least, most }: InHandRange) {
  let rate = 0;
  let at = performance.now();
  const decay = (): void => {
    const now = performance.now();
    rate *= Math.exp((at - now) / 1000 / memorySeconds);
    at = now;
  };
  return {
    /** A batch has come to its end. */
    finished(): void {
      decay();
      rate += 1 / memorySeconds;
    },
    most(calls: number): number {
      decay();
      const ahead = Math.ceil(rate * aheadSeconds);
      return Math.max(least * calls, Math.min(ahead, most * calls));
    },
  };
}
