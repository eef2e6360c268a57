import { createHash } from "node:crypto";
import type { ImportColumn } from "@/db/schema/imports";

/** The same for the same headers in any order. */
export const headerHash = (headers: readonly string[]): string =>
  createHash("sha256")
    .update(JSON.stringify([...headers].sort()))
    .digest("hex");

/** The choice in the form that a column came from. */
export function choiceOf(column: ImportColumn): string {
  if (!column) return "ignore";
  if (column.target === "attribute") return column.isNew ? "new" : `attribute:${column.key}`;
  return column.target === "consent" ? `consent:${column.field}` : column.target;
}
