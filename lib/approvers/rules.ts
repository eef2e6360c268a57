import type { RoleName } from "@/lib/auth/permissions";

export type Approver = { id: string; name: string; role: RoleName };
export type Asked = { requestedBy: string | null; authorId: string | null };

/**
 * Who decides by four eyes: every approver but who asked and who last changed the delivery. The master account decides on
 * its own delivery only while it is the one approver there is.
 */
export function deciders(
  approvers: readonly Approver[],
  { requestedBy, authorId }: Asked,
): { people: readonly Approver[]; isSole: boolean } {
  const others = approvers.filter(({ id }) => id !== requestedBy && id !== authorId);
  if (others.length > 0) return { people: others, isSole: false };
  const [only] = approvers;
  const isSole = approvers.length === 1 && only?.role === "master";
  return { people: isSole ? approvers : [], isSole };
}

/** The tags that somebody or something is limited to; null for all addresses. */
export type Scope = readonly string[] | null;

/** Whether somebody limited to the first tags may act on what is limited to the second. */
export const covers = (own: Scope, scope: Scope): boolean =>
  own === null || (scope?.every((tag) => own.includes(tag)) ?? false);
