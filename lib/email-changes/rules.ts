import { maskText } from "@/lib/users/rules";
import type { EmailSide } from "./schema";

/** The account's present address as a side may see it: the new one may be a stranger's by a slip of the pen. */
export const shownOldEmail = (side: EmailSide, email: string): string =>
  side === "old" ? email : maskText(email);
