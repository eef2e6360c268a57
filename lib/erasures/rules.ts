import { keyedHash } from "@/lib/tokens";
import { type Tombstone, tombstoneSchema } from "./schema";

/** The hash under which an erased account id or e-mail address is remembered: it tells nothing without our secret. */
export const tombstoneHash = (text: string): string => keyedHash("tombstone", text);

export const tombstoneKey = (tombstone: Tombstone): string =>
  tombstone.kind === "tenant"
    ? tombstone.tenantId
    : `${tombstone.tenantId}:${tombstone.addressHash}`;

/** A line of the list beside the backups, signed by itself. */
export function tombstoneLine(tombstone: Tombstone): string {
  const body = JSON.stringify(tombstone);
  return `${body}\t${keyedHash("tombstone-line", body)}\n`;
}

/** The tombstones in the list. Throws with the line's number where one was altered or cut off. */
export function readTombstoneLines(text: string): Tombstone[] {
  if (text !== "" && !text.endsWith("\n")) throw new Error("the last line is cut off");
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line, index) => {
    const [body = "", signature] = line.split("\t");
    if (signature !== keyedHash("tombstone-line", body))
      throw new Error(`line ${index + 1} was altered`);
    return tombstoneSchema.parse(JSON.parse(body));
  });
}
