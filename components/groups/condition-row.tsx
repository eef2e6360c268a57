"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { AttributeField } from "@/components/attributes/attribute-field";
import { Checkbox } from "@/components/ui/checkbox";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { testsOfType } from "@/lib/groups/rules";
import { type AttributeExpression, attributeTests, type Expression } from "@/lib/groups/schema";
import {
  type BuilderFields,
  type NodeProps,
  newCondition,
  splitNot,
  withNot,
} from "./expression-edit";

const tagKind = "tag";
const attributeKind = (key: string) => `attribute:${key}`;

/** One condition: a tag, or an attribute compared with a value. */
export function ConditionRow(props: NodeProps) {
  const { expression, path, attributes, errorAt, onChange, onRemove } = props;
  const t = useTranslations("groups.builder");
  const { core, corePath, isNegated } = splitNot(expression, path);
  const change = (next: Expression) => onChange(withNot(next, isNegated));
  const key = core.op === "attribute" ? core.key : null;
  const isUnknown = key !== null && !attributes.some((field) => field.key === key);
  const kinds = [
    { value: tagKind, label: t("kindTag") },
    ...attributes.map((field) => ({
      value: attributeKind(field.key),
      label: t("kindAttribute", { key: field.key }),
    })),
    ...(isUnknown ? [{ value: attributeKind(key), label: t("unknown", { key }) }] : []),
  ];
  return (
    <div className="flex flex-wrap items-start gap-2 rounded-md border border-line bg-surface p-2">
      <Select
        label={t("kind")}
        hideLabel
        className="w-full sm:w-44"
        value={key === null ? tagKind : attributeKind(key)}
        options={kinds}
        errorMessage={errorAt(`${corePath}.key`)}
        onChange={(kind) => change(conditionOfKind(kind, attributes))}
      />
      {core.op === "tag" && (
        <Select
          label={t("tag")}
          hideLabel
          className="w-full sm:w-56"
          placeholder={t("chooseTag")}
          value={core.tagId}
          options={props.tags.map((tag) => ({ value: tag.id, label: tag.name }))}
          errorMessage={errorAt(`${corePath}.tagId`)}
          onChange={(tagId) => change({ op: "tag", tagId })}
        />
      )}
      {core.op === "attribute" && (
        <Comparison {...props} path={corePath} condition={core} onChange={change} />
      )}
      <div className="flex min-h-8 items-center gap-2 sm:ml-auto">
        <Checkbox
          label={t("not")}
          isSelected={isNegated}
          onChange={(isChecked) => onChange(withNot(core, isChecked))}
        />
        {onRemove && (
          <IconButton aria-label={t("remove")} icon={<Trash2 />} size="sm" onPress={onRemove} />
        )}
      </div>
    </div>
  );
}

function conditionOfKind(kind: string, attributes: BuilderFields): Expression {
  const field = attributes.find(({ key }) => attributeKind(key) === kind);
  if (!field) return newCondition();
  const [test = "equals"] = testsOfType[field.type];
  return { op: "attribute", key: field.key, test, value: "" };
}

type ComparisonProps = Omit<NodeProps, "expression"> & { condition: AttributeExpression };

function Comparison({ condition, path, attributes, errorAt, onChange }: ComparisonProps) {
  const t = useTranslations("groups");
  const field = attributes.find(({ key }) => key === condition.key);
  const tests = field ? testsOfType[field.type] : [condition.test];
  const setTest = (value: string) => {
    const test = attributeTests.find((name) => name === value);
    if (test) onChange({ ...condition, test, value: test === "empty" ? "" : condition.value });
  };
  const valueProps = {
    label: t("builder.value"),
    hideLabel: true,
    value: condition.value,
    errorMessage: errorAt(`${path}.value`),
    onChange: (value: string) => onChange({ ...condition, value }),
  };
  return (
    <>
      <Select
        label={t("builder.test")}
        hideLabel
        className="w-full sm:w-32"
        value={condition.test}
        options={tests.map((test) => ({ value: test, label: t(`tests.${test}`) }))}
        errorMessage={errorAt(`${path}.test`)}
        onChange={setTest}
      />
      {condition.test !== "empty" &&
        (field ? (
          <AttributeField attribute={field} {...valueProps} />
        ) : (
          <TextField {...valueProps} />
        ))}
    </>
  );
}
