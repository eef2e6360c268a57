import { parseArgs } from "node:util";
import { runCommand } from "./local/command";

const usage =
  "usage: npm run backup:restore -- --generation 2026-11-24T031000 --into <address or name of an empty database> " +
  "[--files <folder>] [--without-live]";

/** Restores a generation into an empty database: by its owner's address, or by a name that is made beside DATABASE_RESTORE_URL. */
await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      generation: { type: "string" },
      into: { type: "string" },
      files: { type: "string" },
      "without-live": { type: "boolean", default: false },
    },
  });
  const { generation, into, files } = values;
  if (!generation || !into) throw new Error(usage);
  const { restoreGeneration } = await import("@/lib/restores/mutations");
  const url = into.startsWith("postgres") ? into : await createBeside(into);
  return restoreGeneration(generation, {
    url,
    isServing: !values["without-live"],
    ...(files ? { filesFolder: files } : {}),
  });
});

async function createBeside(name: string): Promise<string> {
  const server = process.env.DATABASE_RESTORE_URL;
  if (!server) throw new Error("DATABASE_RESTORE_URL: needed to make a database by name");
  const { createDatabase } = await import("@/db/restore-tables");
  return createDatabase(server, name);
}
