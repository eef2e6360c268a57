import { runCommand } from "./local/command";

await runCommand(async () => {
  const { runDrill } = await import("@/lib/restores/mutations");
  return runDrill();
});
