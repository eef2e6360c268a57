import type { TenantContext } from "@/lib/auth/context";
import { type RecordedSet, recordOutcomes } from "./record";

/** Sets that one transaction records at most. */
const mostAtOnce = 16;

type Waiting = { set: RecordedSet; resolve: () => void; reject: (error: unknown) => void };

export type Recorder = ReturnType<typeof createRecorder>;

/** Records one transaction of a delivery at a time; the sets that come in meanwhile go together in the next one. */
export function createRecorder() {
  const queues = new Map<string, Waiting[]>();
  const halted = new Set<string>();

  async function drain(ctx: TenantContext, deliveryId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const taken = queue.splice(0, mostAtOnce);
      try {
        const goesOn = await recordOutcomes(
          ctx,
          deliveryId,
          taken.map(({ set }) => set),
        );
        if (!goesOn) halted.add(deliveryId);
        for (const { resolve } of taken) resolve();
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
    }
    queues.delete(deliveryId);
  }

  return {
    record(ctx: TenantContext, set: RecordedSet): Promise<void> {
      const { deliveryId } = set.batch;
      return new Promise((resolve, reject) => {
        const waiting = { set, resolve, reject };
        const running = queues.get(deliveryId);
        if (running) return void running.push(waiting);
        const queue = [waiting];
        queues.set(deliveryId, queue);
        void drain(ctx, deliveryId, queue);
      });
    },
    /** What is in hand of the delivery is not to be sent. */
    halt: (deliveryId: string): void => void halted.add(deliveryId),
    /** Whether the last record found the delivery paused, braked or at its end: what is in hand is not sent any more. */
    isHalted: (deliveryId: string): boolean => halted.has(deliveryId),
    /** The delivery was claimed from again. */
    goOn: (deliveryId: string): void => void halted.delete(deliveryId),
  };
}
