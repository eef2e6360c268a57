import { z } from "zod";

export const runProbeSchema = z.object({});
