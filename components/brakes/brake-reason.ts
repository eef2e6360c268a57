import type { AbuseKind } from "@/lib/abuse/rules";

type Translate = (key: `kinds.${AbuseKind}`) => string;

/** Why a brake is on: an operator's own words, else what the monitor found. */
export const brakeReason = (
  t: Translate,
  { kind, reason }: { kind: AbuseKind | null; reason: string },
): string => (kind ? t(`kinds.${kind}`) : reason);
