import { env } from "@/lib/env";

/** An address of the customer surface for use in a mail. */
export const absoluteUrl = (path: string): string => new URL(path, env().ECAI_URL).toString();
