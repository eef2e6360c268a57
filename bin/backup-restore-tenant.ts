import { parseArgs } from "node:util";
import { runCommand } from "./local/command";

const usage =
  "usage: npm run backup:restore-tenant -- --tenant <id> --generation 2026-11-24T031000 --operator staff@example.jp";

/** Puts one tenant's rows in the live database back to a generation's; every other tenant's stay as they are. */
await runCommand(async ({ ownerUrl }) => {
  const { values } = parseArgs({
    options: {
      tenant: { type: "string" },
      generation: { type: "string" },
      operator: { type: "string" },
    },
  });
  const { tenant, generation, operator } = values;
  if (!tenant || !generation || !operator) throw new Error(usage);
  const { restoreTenant } = await import("@/lib/tenant-restores/mutations");
  return restoreTenant({ ownerUrl, generation, tenantId: tenant, operatorEmail: operator });
});
