import type { attributeTypes } from "@/db/values";
import { parseAttributeValue } from "@/lib/attributes/rules";
import type { AttributeExpression, AttributeTest, Expression } from "./schema";

type AttributeType = (typeof attributeTypes)[number];
export type AttributeField = { key: string; type: AttributeType; choices: readonly string[] };

/** The tests that make sense for a type of attribute. */
export const testsOfType: Record<AttributeType, readonly AttributeTest[]> = {
  text: ["equals", "contains", "empty"],
  number: ["equals", "atLeast", "atMost", "empty"],
  date: ["equals", "before", "after", "empty"],
  choice: ["equals", "empty"],
};

function leaves(expression: Expression): Expression[] {
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

type Known = { tagIds: ReadonlySet<string>; attributes: ReadonlyMap<string, AttributeField> };

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
  return attributeProblems(expression, known.attributes.get(expression.key), path);
}

function attributeProblems(
  { test, value }: AttributeExpression,
  field: AttributeField | undefined,
  path: string,
): Record<string, string[]> {
  if (!field) return { [`${path}.key`]: ["groups.errors.unknownAttribute"] };
  if (!testsOfType[field.type].includes(test)) {
    return { [`${path}.test`]: ["groups.errors.unfitTest"] };
  }
  if (test === "empty") return {};
  const parsed = parseAttributeValue(field, value);
  return "problem" in parsed
    ? { [`${path}.value`]: [`attributes.problems.${parsed.problem}`] }
    : {};
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
  if (expression.test === "empty") return { ...expression, value: "" };
  const parsed = parseAttributeValue(field, expression.value);
  return "value" in parsed ? { ...expression, value: String(parsed.value ?? "") } : expression;
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
  | `test.${AttributeTest}`;
type Sentence = {
  tagName: (id: string) => string | undefined;
  say: (key: SentenceKey, values: Record<string, string>) => string;
};

/** An expression as a sentence for people: the texts come from `say`, brackets stand where AND meets OR. */
export function describeExpression(expression: Expression, sentence: Sentence): string {
  const { say, tagName } = sentence;
  switch (expression.op) {
    case "tag": {
      const name = tagName(expression.tagId);
      return name === undefined ? say("unknownTag", {}) : say("tag", { name });
    }
    case "attribute":
      return say(`test.${expression.test}`, { key: expression.key, value: expression.value });
    case "not":
      return describeNegation(expression.item, sentence);
    default: {
      const isAlone = expression.items.length === 1;
      return expression.items
        .map((item) => describeOperand(item, isAlone, sentence))
        .reduce((left, right) => say(expression.op, { left, right }));
    }
  }
}

function describeNegation(item: Expression, sentence: Sentence): string {
  const name = item.op === "tag" ? sentence.tagName(item.tagId) : undefined;
  if (name !== undefined) return sentence.say("notTag", { name });
  return sentence.say("not", { item: describeExpression(item, sentence) });
}

function describeOperand(item: Expression, isAlone: boolean, sentence: Sentence): string {
  const text = describeExpression(item, sentence);
  const isJunction = "items" in item && item.items.length > 1;
  return isJunction && !isAlone ? sentence.say("bracket", { item: text }) : text;
}
