import type { OperatorContext } from "@/lib/auth/context";
import { liveOperatorSessions } from "@/lib/auth/operator-sessions";

/** The operator's own live sessions, the latest used first. */
export const listOwnOperatorSessions = ({ operator }: OperatorContext) =>
  liveOperatorSessions(operator);
