import { setTimeout as sleep } from "node:timers/promises";

export type LoadReport = { answered: number; failed: string[] };

/** Asks for the pages again and again with so many callers at once until the signal. */
export function startLoad(
  url: string,
  pages: readonly { path: string; cookie?: string }[],
  callers: number,
): { stop: () => Promise<LoadReport> } {
  const report: LoadReport = { answered: 0, failed: [] };
  let isStopping = false;
  const call = async (caller: number) => {
    for (let turn = caller; !isStopping; turn += 1) {
      const page = pages[turn % pages.length];
      if (!page) return;
      const failure = await ask(`${url}${page.path}`, page.cookie);
      if (failure) report.failed.push(`${page.path}: ${failure}`);
      else report.answered += 1;
      await sleep(5);
    }
  };
  const all = Promise.all(Array.from({ length: callers }, (_, index) => call(index)));
  return {
    async stop() {
      isStopping = true;
      await all;
      return report;
    },
  };
}

async function ask(address: string, cookie?: string): Promise<string | null> {
  try {
    const headers = new Headers(cookie ? { cookie } : {});
    const answer = await fetch(address, {
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(30_000),
    });
    await answer.text();
    return answer.status === 200 ? null : String(answer.status);
  } catch (error) {
    return error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error);
  }
}
