import type { SupportState } from "./schema";

export const supportTones = { open: "warning", answered: "info", closed: "neutral" } as const;

export type ThreadFile = { id: string; name: string; bytes: number };
export type ThreadEntry = {
  id: string;
  kind: "message" | "closed" | "reopened";
  author: "user" | "operator";
  authorName: string;
  body: string;
  createdAt: Date;
  files: ThreadFile[];
};

/** Entries with the files that were sent along with each. */
export function threadOf(
  entries: Omit<ThreadEntry, "files">[],
  files: (ThreadFile & { entryId: string | null })[],
): ThreadEntry[] {
  return entries.map((entry) => ({
    ...entry,
    files: files
      .filter(({ entryId }) => entryId === entry.id)
      .map(({ id, name, bytes }) => ({ id, name, bytes })),
  }));
}

/** Whether anything may be added to the thread before the request is reopened. */
export const isOpenToReplies = (state: SupportState): boolean => state !== "closed";
