import { readFile, statfs } from "node:fs/promises";
import { cpus, freemem, totalmem } from "node:os";

export type HostUse = {
  /** Shares between 0 and 1. */
  cpu: number;
  memory: number;
  disk: number;
  /** Bytes per second since the reading before; 0 where the system does not tell. */
  network_in: number;
  network_out: number;
};

type Counters = { at: number; busy: number; total: number; received: number; sent: number };

/** Reads this machine's use; every call after the first tells of the time since the call before. */
export function createHostReader(folder: string): () => Promise<HostUse> {
  let before: Counters | undefined;
  return async () => {
    before ??= await readCounters();
    const now = await readCounters();
    const seconds = Math.max((now.at - before.at) / 1000, 0.001);
    const use = {
      cpu: share(now.busy - before.busy, now.total - before.total),
      memory: await readMemory(),
      disk: await readDisk(folder),
      network_in: (now.received - before.received) / seconds,
      network_out: (now.sent - before.sent) / seconds,
    };
    before = now;
    return use;
  };
}

const share = (part: number, whole: number) => (whole > 0 ? Math.min(part / whole, 1) : 0);

async function readCounters(): Promise<Counters> {
  const times = cpus().map((core) => core.times);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const total = sum(times.flatMap((core) => Object.values(core)));
  const idle = sum(times.map((core) => core.idle));
  return { at: Date.now(), busy: total - idle, total, ...(await readNetwork()) };
}

/** All interfaces but the loopback, from Linux's own counters. */
async function readNetwork(): Promise<{ received: number; sent: number }> {
  const text = await readFile("/proc/net/dev", "utf8").catch(() => "");
  const counted = { received: 0, sent: 0 };
  for (const line of text.split("\n").slice(2)) {
    const [name = "", values = ""] = line.split(":");
    const numbers = values.trim().split(/\s+/).map(Number);
    if (!values || name.trim() === "lo") continue;
    counted.received += numbers[0] ?? 0;
    counted.sent += numbers[8] ?? 0;
  }
  return counted;
}

/** What the kernel could give out without swapping counts as free; `os.freemem` would leave caches out. */
async function readMemory(): Promise<number> {
  const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  const free = available ? Number(available) * 1024 : freemem();
  return share(totalmem() - free, totalmem());
}

async function readDisk(folder: string): Promise<number> {
  const { blocks, bavail } = await statfs(folder);
  return share(blocks - bavail, blocks);
}
