import { z } from "zod";
import { jstTime, untilHour } from "@/lib/scheduling/schema";

export const previewBestHoursSchema = z.object({ id: z.uuid(), at: jstTime, until: untilHour });

export type PreviewBestHoursInput = z.output<typeof previewBestHoursSchema>;
