import { setTimeout as sleep } from "node:timers/promises";

/** Waits until every address answers 200; throws with the name of one that does not. */
export async function untilHealthy(checks: Record<string, string>, limit = 90_000): Promise<void> {
  const deadline = Date.now() + limit;
  await Promise.all(Object.entries(checks).map(([name, url]) => untilOk(name, url, deadline)));
}

async function untilOk(name: string, url: string, deadline: number): Promise<void> {
  let last = "no answer";
  while (Date.now() < deadline) {
    last = await look(url);
    if (last === "") return;
    await sleep(100);
  }
  throw new Error(`${name} did not become ready (${url}: ${last})`);
}

/** Empty when well, else what is wrong. */
async function look(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: "manual" });
    const text = await response.text();
    return response.status === 200 ? "" : `${response.status} ${text.slice(0, 300)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
