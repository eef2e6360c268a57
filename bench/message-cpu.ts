import { startProvider, transportTo } from "./providers";
import { atLeast, median, type Part } from "./report";
import { sendOnly } from "./send-loops";
import { cpuSecondsOf, runs } from "./timing";

/** Messages for each CPU second of the sending process alone: rendered and sent, without a database. */
export async function measureCpu(messages: number): Promise<Part> {
  const figures = { http: [] as number[], smtp: [] as number[] };
  for (const kind of ["http", "smtp"] as const) {
    const count = kind === "http" ? messages : Math.ceil(messages / 20);
    const provider = await startProvider(kind);
    const transport = transportTo(provider);
    try {
      for (let run = 0; run < runs; run += 1)
        figures[kind].push(count / (await cpuSecondsOf(() => sendOnly(transport, count))));
    } finally {
      await transport.close();
      provider.close();
    }
  }
  const step = "HTTP batch against a nodemailer pool";
  const [figure, limit] = [median(figures.http), median(figures.smtp)];
  return {
    rows: [atLeast({ step, figure, limit, unit: "/CPU-s" }, 20)],
    facts: { perCpuSecond: figures },
  };
}
