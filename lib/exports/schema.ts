import { z } from "zod";
import { exportEncodings } from "./rules";

/** The encoding as the URL names it; UTF-8 with a byte order mark, which Excel opens, when it names none. */
export const exportEncodingSchema = z.enum(exportEncodings).catch("utf-8-bom");
