import { z } from "zod";
import { job } from "@/lib/queue/job";
import { sweepNotices } from "./mutations";

export const noticeJobs = { "notices.sweep": job(z.object({}), () => sweepNotices()) };
