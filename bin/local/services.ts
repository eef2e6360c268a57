import { setTimeout as sleep } from "node:timers/promises";
import type { Addresses } from "./addresses";
import { type Child, type Program, startChild } from "./child";
import type { Environments } from "./environments";
import { nextBinary, workerProgram } from "./program";

export type Services = {
  /** Resolves with the reason when one that others depend on has ended by itself. */
  failed: Promise<string>;
  stop(): Promise<void>;
};

type Options = {
  addresses: Addresses;
  environments: Environments;
  isDev: boolean;
  log: (line: string) => void;
  onChange: (children: Child[]) => void;
};

export function startServices({
  addresses,
  environments,
  isDev,
  log,
  onChange,
}: Options): Services {
  const children = new Map<string, Child>();
  let isStopping = false;
  let fail: (reason: string) => void = () => {};
  const failed = new Promise<string>((resolve) => {
    fail = resolve;
  });

  const run = (program: Program, whenEnded: (how: string) => void) => {
    const child = startChild(program);
    children.set(program.name, child);
    onChange([...children.values()]);
    void child.ended.then((how) => {
      if (!isStopping) whenEnded(how);
    });
  };

  const runWorker = (pause = 1_000) => {
    const began = Date.now();
    run(workerOf(environments), async (how) => {
      log(`worker ended by itself (${how}); starting it again`);
      await sleep(pause);
      const next = Date.now() - began > 60_000 ? 1_000 : Math.min(pause * 2, 30_000);
      if (!isStopping) runWorker(next);
    });
  };

  for (const program of surfacePrograms(addresses, environments, isDev)) {
    run(program, (how) => fail(`${program.name} ended by itself (${how})`));
  }
  runWorker();

  const stop = async () => {
    isStopping = true;
    await Promise.all([...children.values()].map((child) => child.stop()));
  };
  return { failed, stop };
}

function surfacePrograms(
  addresses: Addresses,
  environments: Environments,
  isDev: boolean,
): Program[] {
  const next = (port: number, ...rest: string[]) => [
    nextBinary,
    isDev ? "dev" : "start",
    "-p",
    String(port),
    ...rest,
  ];
  // Next mistakes its own address for a foreign one unless it is called localhost, which must then mean 127.0.0.1.
  const nodeOptions = `${process.env.NODE_OPTIONS ?? ""} --dns-result-order=ipv4first`.trim();
  // Two development servers cannot share one output folder.
  const folder: Record<string, string> = isDev ? { NEXT_DIST_DIR: ".next-operator" } : {};
  return [
    { name: "web", args: next(addresses.port), env: environments.web },
    {
      name: "operator",
      args: next(addresses.operatorPort, "-H", addresses.operatorHost),
      env: { ...environments.operator, ...folder, NODE_OPTIONS: nodeOptions },
    },
  ];
}

function workerOf(environments: Environments): Program {
  const { args, env } = workerProgram();
  return { name: "worker", args, env: { ...environments.worker, ...env } };
}
