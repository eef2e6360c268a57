"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { IconButton } from "@/components/ui/icon-button";
import { Select } from "@/components/ui/select";
import type { Expression } from "@/lib/groups/schema";
import { ConditionFields } from "./condition-fields";
import {
  attributeKind,
  conditionOfKind,
  kindOf,
  type NodeProps,
  splitNot,
  withNot,
} from "./expression-edit";

/** One condition: what it is about, how it is compared, and whether it is meant the other way round. */
export function ConditionRow(props: NodeProps) {
  const { expression, path, attributes, errorAt, onChange, onRemove } = props;
  const t = useTranslations("groups.builder");
  const { core, corePath, isNegated } = splitNot(expression, path);
  const kinds = useKinds(core, props);
  if ("items" in core) return null;
  const change = (next: Expression) => onChange(withNot(next, isNegated));
  return (
    <div className="flex flex-wrap items-start gap-2 rounded-md border border-line bg-surface p-2">
      <Select
        label={t("kind")}
        hideLabel
        className="w-full sm:w-44"
        value={kindOf(core)}
        options={kinds}
        errorMessage={errorAt(`${corePath}.key`)}
        onChange={(kind) => change(conditionOfKind(kind, attributes))}
      />
      <ConditionFields {...props} path={corePath} condition={core} onChange={change} />
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

function useKinds(core: Expression, { attributes, deliveries }: NodeProps) {
  const t = useTranslations("groups.builder");
  const key = core.op === "attribute" ? core.key : null;
  const isUnknown = key !== null && !attributes.some((field) => field.key === key);
  return [
    { value: "tag", label: t("kindTag") },
    { value: "state", label: t("kindState") },
    { value: "consent", label: t("kindConsent") },
    { value: "opened", label: t("kindOpened") },
    { value: "clicked", label: t("kindClicked") },
    { value: "delivery", label: t("kindDelivery"), isDisabled: deliveries.length === 0 },
    ...attributes.map((field) => ({
      value: attributeKind(field.key),
      label: t("kindAttribute", { key: field.key }),
    })),
    ...(isUnknown ? [{ value: attributeKind(key), label: t("unknown", { key }) }] : []),
  ];
}
