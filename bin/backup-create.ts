import { runCommand } from "./local/command";

await runCommand(async () => {
  const { pruneBackups, takeBackup } = await import("@/lib/backups/mutations");
  const generation = await takeBackup();
  return { generation, deleted: await pruneBackups() };
});
