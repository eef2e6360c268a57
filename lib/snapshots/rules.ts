import { createHash } from "node:crypto";

/** What a customer's file adds to the ledger: its path and the hash of its content. */
export const fileItem = (path: string, contentHash: string): Buffer =>
  createHash("sha256").update(`${path}\0${contentHash}`).digest();

/** Files lie in a folder named by their tenant. */
export const tenantOfFile = (path: string): string => /^([0-9a-f-]{36})\//.exec(path)?.[1] ?? "";

export const packHeader = (path: string, size: number): Buffer =>
  Buffer.from(`${JSON.stringify({ path, size })}\n`);
