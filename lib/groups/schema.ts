import { z } from "zod";
import { addressStates } from "@/lib/addresses/schema";
import { isCleanLine, isCleanText } from "@/lib/clean-text";

export const attributeTests = [
  "equals",
  "contains",
  "before",
  "after",
  "atLeast",
  "atMost",
  "between",
  "empty",
] as const;
export const activityEvents = ["opened", "clicked"] as const;
/** Within the last days, longer ago than that (but once), or never at all. */
export const activityTests = ["within", "notSince", "never"] as const;
export const deliveryTests = ["received", "opened", "clicked"] as const;
export const consentTests = ["recorded", "missing"] as const;

export type AttributeTest = (typeof attributeTests)[number];
export type TagExpression = { op: "tag"; tagId: string };
export type AttributeExpression = {
  op: "attribute";
  key: string;
  test: AttributeTest;
  value: string;
  /** The upper end of `between`. */
  upTo?: string | undefined;
};
export type StateExpression = { op: "state"; state: (typeof addressStates)[number] };
export type ActivityExpression = {
  op: "activity";
  event: (typeof activityEvents)[number];
  test: (typeof activityTests)[number];
  days: number;
};
export type DeliveryExpression = {
  op: "delivery";
  deliveryId: string;
  test: (typeof deliveryTests)[number];
};
/** Whether it is on record that the recipient agreed to get mail. */
export type ConsentExpression = { op: "consent"; test: (typeof consentTests)[number] };
export type JunctionExpression = { op: "and" | "or"; items: Expression[] };
export type NotExpression = { op: "not"; item: Expression };
export type Condition =
  | TagExpression
  | AttributeExpression
  | StateExpression
  | ActivityExpression
  | DeliveryExpression
  | ConsentExpression;
/** Who belongs to a group: conditions joined by AND, OR and NOT. */
export type Expression = JunctionExpression | NotExpression | Condition;

export const expressionMaxDepth = 5;
export const expressionMaxNodes = 50;
export const activityDaysMost = 3650;

/** Counts and + or + not levels and conditions without recursion: the input may be nested without end. */
function isWithinLimits(input: unknown): boolean {
  const waiting: { node: unknown; depth: number }[] = [{ node: input, depth: 1 }];
  let nodes = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    nodes += 1;
    if (nodes > expressionMaxNodes || next.depth > expressionMaxDepth) return false;
    for (const child of childrenOf(next.node)) {
      waiting.push({ node: child.node, depth: next.depth + child.deeper });
    }
  }
  return true;
}

/** A NOT is a property of what it negates, not a level of its own. */
function childrenOf(node: unknown): { node: unknown; deeper: number }[] {
  if (typeof node !== "object" || node === null) return [];
  const items = "items" in node && Array.isArray(node.items) ? node.items : [];
  const item = "item" in node ? [{ node: node.item, deeper: 0 }] : [];
  return [...items.map((child: unknown) => ({ node: child, deeper: 1 })), ...item];
}

const valueSchema = z.string().trim().max(200).refine(isCleanLine, "invalidCharacters");

const node: z.ZodType<Expression, unknown> = z.lazy(() =>
  z.discriminatedUnion("op", [
    z.object({
      op: z.enum(["and", "or"]),
      items: z.array(node).min(1, "groups.errors.noCondition"),
    }),
    z.object({ op: z.literal("not"), item: node }),
    z.object({ op: z.literal("tag"), tagId: z.uuid("requiredChoice") }),
    z
      .object({
        op: z.literal("attribute"),
        key: z.string().min(1, "requiredChoice").max(40),
        test: z.enum(attributeTests),
        value: valueSchema,
        upTo: valueSchema.optional(),
      })
      .refine(({ test, value }) => test === "empty" || value !== "", {
        path: ["value"],
        message: "required",
      })
      .refine(({ test, upTo }) => test !== "between" || Boolean(upTo), {
        path: ["upTo"],
        message: "required",
      }),
    z.object({ op: z.literal("state"), state: z.enum(addressStates) }),
    z.object({
      op: z.literal("activity"),
      event: z.enum(activityEvents),
      test: z.enum(activityTests),
      days: z
        .number("groups.errors.days")
        .int("groups.errors.days")
        .min(1, "groups.errors.days")
        .max(activityDaysMost, "groups.errors.days"),
    }),
    z.object({
      op: z.literal("delivery"),
      deliveryId: z.uuid("requiredChoice"),
      test: z.enum(deliveryTests),
    }),
    z.object({ op: z.literal("consent"), test: z.enum(consentTests) }),
  ]),
);

export const expressionSchema: z.ZodType<Expression, unknown> = z
  .unknown()
  .refine(isWithinLimits, "groups.errors.tooComplex")
  .pipe(node);

const fields = {
  name: z
    .string()
    .transform((text) => text.normalize("NFKC").trim())
    .pipe(z.string().min(1).max(50).refine(isCleanLine, "invalidCharacters")),
  description: z.string().trim().max(500).refine(isCleanText, "invalidCharacters"),
  expression: expressionSchema,
};

export const createGroupSchema = z.object(fields);
export const updateGroupSchema = z.object({ id: z.uuid(), ...fields });
export const deleteGroupSchema = z.object({ id: z.uuid() });
export const previewGroupSchema = z.object({ expression: expressionSchema });

export type CreateGroupInput = z.output<typeof createGroupSchema>;
export type UpdateGroupInput = z.output<typeof updateGroupSchema>;
export type DeleteGroupInput = z.output<typeof deleteGroupSchema>;
export type PreviewGroupInput = z.output<typeof previewGroupSchema>;
