import type { Attribute } from "@/lib/attributes/queries";
import type { GroupDelivery } from "@/lib/groups/queries";
import { testsOfType } from "@/lib/groups/rules";
import {
  activityEvents,
  type Condition,
  type Expression,
  type JunctionExpression,
  type TagExpression,
} from "@/lib/groups/schema";
import type { TagSummary } from "@/lib/tags/queries";

export type BuilderFields = Pick<Attribute, "key" | "type" | "choices">[];

/** What every part of the builder needs to know. */
export type BuilderContext = {
  tags: TagSummary[];
  attributes: BuilderFields;
  deliveries: GroupDelivery[];
  errorAt: (path: string) => string | undefined;
};

export type NodeProps = BuilderContext & {
  expression: Expression;
  /** Where the expression stands in the form, for its messages: `expression.items.0`. */
  path: string;
  depth: number;
  onChange: (next: Expression) => void;
  onRemove?: (() => void) | undefined;
};

type Core = JunctionExpression | Condition;

/** An expression without the NOTs around it, and whether they amount to one. */
export function splitNot(expression: Expression, path: string) {
  let core: Expression = expression;
  let corePath = path;
  let isNegated = false;
  while (core.op === "not") {
    core = core.item;
    corePath = `${corePath}.item`;
    isNegated = !isNegated;
  }
  return { core: core satisfies Core, corePath, isNegated };
}

export const withNot = (core: Expression, isNegated: boolean): Expression =>
  isNegated ? { op: "not", item: core } : core;

export const newCondition = (): TagExpression => ({ op: "tag", tagId: "" });

export const newBracket = (): JunctionExpression => ({ op: "or", items: [newCondition()] });

export const newExpression = (): JunctionExpression => ({ op: "and", items: [newCondition()] });

/** The builder edits a set of conditions; a single one is shown as a set of one. */
export function asSet(expression: Expression): Expression {
  return "items" in splitNot(expression, "").core ? expression : { op: "and", items: [expression] };
}

/** What a condition is about, as the value of a choice. */
export function kindOf(condition: Condition): string {
  if (condition.op === "attribute") return attributeKind(condition.key);
  return condition.op === "activity" ? condition.event : condition.op;
}

export const attributeKind = (key: string): string => `attribute:${key}`;

/** A new condition of the chosen kind. */
export function conditionOfKind(kind: string, attributes: BuilderFields): Condition {
  if (kind === "state") return { op: "state", state: "active" };
  if (kind === "delivery") return { op: "delivery", deliveryId: "", test: "received" };
  if (kind === "consent") return { op: "consent", test: "recorded" };
  const event = activityEvents.find((name) => name === kind);
  if (event) return { op: "activity", event, test: "within", days: 30 };
  const field = attributes.find(({ key }) => attributeKind(key) === kind);
  if (!field) return newCondition();
  const [test = "equals"] = testsOfType[field.type];
  return { op: "attribute", key: field.key, test, value: "" };
}
