"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { runIsolationProbe } from "./mutations";
import { runProbeSchema } from "./schema";

export const runIsolationProbeAction = tenantAction(runProbeSchema, runIsolationProbe, {
  revalidate: [paths.isolation],
});
