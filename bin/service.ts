import { type Child, type Program, startChild } from "./local/child";
import { nextBinary, systemEnvironment, workerProgram } from "./local/program";

const usage = "usage: npm run service -- web | operator | worker";

/** One process of the service with the environment it was given: what a container or a unit file starts. */
function programOf(name: string | undefined): Program {
  const env = { ...process.env, ...systemEnvironment() } as Record<string, string>;
  const surface = (port: string) => [nextBinary, "start", "-p", process.env.PORT || port];
  switch (name) {
    case "web":
      return { name, args: surface("3000"), env: { ...env, ECAI_SURFACE: "web" } };
    case "operator": {
      const host = ["-H", process.env.ECAI_OPERATOR_HOST || "localhost"];
      const own = { ...env, ECAI_SURFACE: "operator" };
      return { name, args: [...surface("3001"), ...host], env: own };
    }
    case "worker": {
      const { args, env: own } = workerProgram();
      return { name, args, env: { ...env, ...own } };
    }
    default:
      throw new Error(usage);
  }
}

async function main(): Promise<void> {
  const child: Child = startChild(programOf(process.argv[2]));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => child.stop());
  const how = await child.ended;
  process.exitCode = how === "exit code 0" || how === "SIGTERM" ? 0 : 1;
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
