import { z } from "zod";

export const approvalRules = ["never", "always", "from"] as const;
/** From how many recipients on an approval can be demanded. */
export const approvalLeast = 2;
export const approvalMost = 10_000_000;

/** Which deliveries need an approval; stored as the number of recipients from which on they do. */
export const approvalRuleSchema = z
  .object({ rule: z.enum(approvalRules), recipients: z.string() })
  .transform(({ rule, recipients }, context) => {
    if (rule === "never") return { approvalFrom: null };
    if (rule === "always") return { approvalFrom: 1 };
    const approvalFrom = Number(recipients.normalize("NFKC").replaceAll(",", "").trim());
    if (
      Number.isInteger(approvalFrom) &&
      approvalFrom >= approvalLeast &&
      approvalFrom <= approvalMost
    )
      return { approvalFrom };
    const message = "approvals.errors.recipients";
    context.addIssue({ code: "custom", path: ["recipients"], message });
    return z.NEVER;
  });

export type ApprovalRule = { approvalFrom: number | null };
