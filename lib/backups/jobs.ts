import { z } from "zod";
import { job } from "@/lib/queue/job";
import { runDrill } from "@/lib/restores/mutations";
import {
  pruneBackups,
  runDailyBackup,
  serveRequests,
  takeBackup,
  verifyBackups,
} from "./mutations";

const nothing = z.object({}).loose();

export const backupJobs = {
  "backups.daily": job(nothing, async () => {
    await runDailyBackup();
    await verifyBackups();
  }),
  "backups.now": job(nothing, async () => {
    await takeBackup();
    await pruneBackups();
  }),
  "backups.drill": job(nothing, runDrill),
  "backups.requests": job(nothing, () => serveRequests()),
};
