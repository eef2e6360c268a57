"use client";

import { FolderPlus, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ErrorText } from "@/components/ui/error-text";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import { type Expression, expressionMaxDepth, type JunctionExpression } from "@/lib/groups/schema";
import { ConditionRow } from "./condition-row";
import { type NodeProps, newBracket, newCondition, splitNot, withNot } from "./expression-edit";

/** Conditions joined by AND or OR, and brackets inside them. */
export function ExpressionSet(props: NodeProps) {
  const { expression, path, depth, onChange } = props;
  const t = useTranslations("groups.builder");
  const { core, corePath, isNegated } = splitNot(expression, path);
  if (!("items" in core)) return <ConditionRow {...props} />;
  const change = (next: JunctionExpression) => onChange(withNot(next, isNegated));
  const replace = (index: number, item: Expression) =>
    change({ ...core, items: core.items.map((old, at) => (at === index ? item : old)) });
  const remove = (index: number) =>
    change({ ...core, items: core.items.filter((_, at) => at !== index) });
  return (
    <fieldset className="min-w-0 rounded-lg border border-line bg-subtle p-3">
      <legend className="sr-only">{t("legend")}</legend>
      <SetHeader {...props} />
      <ul className="mt-2 flex list-none flex-col gap-2">
        {core.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: every part is controlled and has no state of its own
          <li key={index} className="min-w-0">
            <ExpressionSet
              {...props}
              expression={item}
              path={`${corePath}.items.${index}`}
              depth={depth + 1}
              onChange={(next) => replace(index, next)}
              onRemove={depth === 1 && core.items.length === 1 ? undefined : () => remove(index)}
            />
          </li>
        ))}
      </ul>
      <ErrorText id={`${corePath}-error`} message={props.errorAt(`${corePath}.items`)} />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button
          size="sm"
          icon={<Plus />}
          onPress={() => change({ ...core, items: [...core.items, newCondition()] })}
        >
          {t("addCondition")}
        </Button>
        {depth < expressionMaxDepth - 1 && (
          <Button
            size="sm"
            icon={<FolderPlus />}
            onPress={() => change({ ...core, items: [...core.items, newBracket()] })}
          >
            {t("addBracket")}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

function SetHeader({ expression, path, onChange, onRemove }: NodeProps) {
  const t = useTranslations("groups.builder");
  const { core, isNegated } = splitNot(expression, path);
  if (!("items" in core)) return null;
  const options = [
    { value: "and", label: t("and") },
    { value: "or", label: t("or") },
  ];
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Select
        label={t("junction")}
        hideLabel
        value={core.op}
        options={options}
        onChange={(op) => onChange(withNot({ ...core, op: op === "or" ? "or" : "and" }, isNegated))}
      />
      <Checkbox
        label={t("not")}
        isSelected={isNegated}
        onChange={(isChecked) => onChange(withNot(core, isChecked))}
      />
      {onRemove && (
        <IconButton
          aria-label={t("removeBracket")}
          icon={<Trash2 />}
          size="sm"
          onPress={onRemove}
          className="ml-auto"
        />
      )}
    </div>
  );
}
