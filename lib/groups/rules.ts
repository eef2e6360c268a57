import type { attributeTypes } from "@/db/values";
import { parseAttributeValue } from "@/lib/attributes/rules";
import type {
  ActivityExpression,
  AttributeExpression,
  AttributeTest,
  Condition,
  ConsentExpression,
  DeliveryExpression,
  Expression,
  StateExpression,
} from "./schema";

type AttributeType = (typeof attributeTypes)[number];
export type AttributeField = { key: string; type: AttributeType; choices: readonly string[] };

/** The tests that make sense for a type of attribute. */
export const testsOfType: Record<AttributeType, readonly AttributeTest[]> = {
  text: ["equals", "contains", "empty"],
  number: ["equals", "atLeast", "atMost", "between", "empty"],
  date: ["equals", "before", "after", "between", "empty"],
  choice: ["equals", "empty"],
};

function leaves(expression: Expression): Condition[] {
  if (expression.op === "not") return leaves(expression.item);
  return "items" in expression ? expression.items.flatMap(leaves) : [expression];
}

export function attributeKeys(expression: Expression): string[] {
  return leaves(expression).flatMap((leaf) => (leaf.op === "attribute" ? [leaf.key] : []));
}

export function renameAttribute(expression: Expression, from: string, to: string): Expression {
  if (expression.op === "not") {
    return { op: "not", item: renameAttribute(expression.item, from, to) };
  }
  if ("items" in expression) {
    return {
      ...expression,
      items: expression.items.map((item) => renameAttribute(item, from, to)),
    };
  }
  return expression.op === "attribute" && expression.key === from
    ? { ...expression, key: to }
    : expression;
}

/** The deliveries that an expression asks about. */
export function deliveryIds(expression: Expression): string[] {
  return leaves(expression).flatMap((leaf) => (leaf.op === "delivery" ? [leaf.deliveryId] : []));
}

type Known = {
  tagIds: ReadonlySet<string>;
  attributes: ReadonlyMap<string, AttributeField>;
  deliveryIds: ReadonlySet<string>;
};

/** What an expression names that does not exist or does not fit, by dotted path (`expression.items.0.tagId`). */
export function expressionProblems(
  expression: Expression,
  known: Known,
  path = "expression",
): Record<string, string[]> {
  if (expression.op === "not") return expressionProblems(expression.item, known, `${path}.item`);
  if ("items" in expression) {
    const parts = expression.items.map((item, index) =>
      expressionProblems(item, known, `${path}.items.${index}`),
    );
    return Object.assign({}, ...parts);
  }
  if (expression.op === "tag") {
    return known.tagIds.has(expression.tagId)
      ? {}
      : { [`${path}.tagId`]: ["groups.errors.unknownTag"] };
  }
  if (expression.op === "delivery") {
    return known.deliveryIds.has(expression.deliveryId)
      ? {}
      : { [`${path}.deliveryId`]: ["groups.errors.unknownDelivery"] };
  }
  return expression.op === "attribute"
    ? attributeProblems(expression, known.attributes.get(expression.key), path)
    : {};
}

function attributeProblems(
  { test, value, upTo = "" }: AttributeExpression,
  field: AttributeField | undefined,
  path: string,
): Record<string, string[]> {
  if (!field) return { [`${path}.key`]: ["groups.errors.unknownAttribute"] };
  if (!testsOfType[field.type].includes(test)) {
    return { [`${path}.test`]: ["groups.errors.unfitTest"] };
  }
  if (test === "empty") return {};
  const typed = { value, ...(test === "between" ? { upTo } : {}) };
  const problems = Object.entries(typed).flatMap(([name, text]): [string, string[]][] => {
    const parsed = parseAttributeValue(field, text);
    return "problem" in parsed
      ? [[`${path}.${name}`, [`attributes.problems.${parsed.problem}`]]]
      : [];
  });
  return Object.fromEntries(problems);
}

/** Values in the spelling they are stored in: `1,000` becomes `1000`, `2026/1/4` becomes `2026-01-04`. */
export function normalizeExpression(
  expression: Expression,
  attributes: ReadonlyMap<string, AttributeField>,
): Expression {
  if (expression.op === "not") {
    return { op: "not", item: normalizeExpression(expression.item, attributes) };
  }
  if ("items" in expression) {
    return {
      ...expression,
      items: expression.items.map((item) => normalizeExpression(item, attributes)),
    };
  }
  const field = expression.op === "attribute" ? attributes.get(expression.key) : undefined;
  if (expression.op !== "attribute" || !field) return expression;
  const { upTo, ...rest } = expression;
  if (rest.test === "empty") return { ...rest, value: "" };
  const stored = (text: string) => {
    const parsed = parseAttributeValue(field, text);
    return "value" in parsed ? String(parsed.value ?? "") : text;
  };
  const normal = { ...rest, value: stored(rest.value) };
  return rest.test === "between" ? { ...normal, upTo: stored(upTo ?? "") } : normal;
}

/** Keys below `groups.sentence`. */
export type SentenceKey =
  | "and"
  | "or"
  | "not"
  | "bracket"
  | "tag"
  | "notTag"
  | "unknownTag"
  | "unknownDelivery"
  | `test.${AttributeTest}`
  | `state.${StateExpression["state"]}`
  | `activity.${ActivityExpression["event"]}.${ActivityExpression["test"]}`
  | `delivery.${DeliveryExpression["test"]}`
  | `consent.${ConsentExpression["test"]}`
  | `notDelivery.${DeliveryExpression["test"]}`;
type Sentence = {
  tagName: (id: string) => string | undefined;
  deliveryName: (id: string) => string | undefined;
  say: (key: SentenceKey, values: Record<string, string>) => string;
};

/** An expression as a sentence for people: the texts come from `say`, brackets stand where AND meets OR. */
export function describeExpression(expression: Expression, sentence: Sentence): string {
  const { say } = sentence;
  switch (expression.op) {
    case "not":
      return describeNegation(expression.item, sentence);
    case "and":
    case "or": {
      const isAlone = expression.items.length === 1;
      return expression.items
        .map((item) => describeOperand(item, isAlone, sentence))
        .reduce((left, right) => say(expression.op, { left, right }));
    }
    default:
      return describeCondition(expression, sentence);
  }
}

function describeCondition(condition: Condition, { say, tagName, deliveryName }: Sentence): string {
  switch (condition.op) {
    case "tag": {
      const name = tagName(condition.tagId);
      return name === undefined ? say("unknownTag", {}) : say("tag", { name });
    }
    case "state":
      return say(`state.${condition.state}`, {});
    case "activity":
      return say(`activity.${condition.event}.${condition.test}`, { days: String(condition.days) });
    case "delivery": {
      const name = deliveryName(condition.deliveryId);
      if (name === undefined) return say("unknownDelivery", {});
      return say(`delivery.${condition.test}`, { name });
    }
    case "consent":
      return say(`consent.${condition.test}`, {});
    default: {
      const { key, value, upTo = "" } = condition;
      return say(`test.${condition.test}`, { key, value, upTo });
    }
  }
}

function describeNegation(item: Expression, sentence: Sentence): string {
  const { say, tagName, deliveryName } = sentence;
  const tag = item.op === "tag" ? tagName(item.tagId) : undefined;
  if (tag !== undefined) return say("notTag", { name: tag });
  const name = item.op === "delivery" ? deliveryName(item.deliveryId) : undefined;
  if (item.op === "delivery" && name !== undefined) {
    return say(`notDelivery.${item.test}`, { name });
  }
  return say("not", { item: describeExpression(item, sentence) });
}

function describeOperand(item: Expression, isAlone: boolean, sentence: Sentence): string {
  const text = describeExpression(item, sentence);
  const isJunction = "items" in item && item.items.length > 1;
  return isJunction && !isAlone ? sentence.say("bracket", { item: text }) : text;
}
