import { z } from "zod";
import { job } from "@/lib/queue/job";
import { pruneRecords } from "./mutations";

const nothing = z.object({});

export const retentionJobs = {
  "retention.daily": job(nothing, () => pruneRecords(({ isHourly }) => !isHourly)),
  "retention.hourly": job(nothing, () => pruneRecords(({ isHourly }) => isHourly)),
};
