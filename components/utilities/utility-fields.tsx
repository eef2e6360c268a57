"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { RadioGroup } from "@/components/ui/radio-group";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { Attribute } from "@/lib/attributes/queries";
import type { GroupSummary } from "@/lib/groups/queries";
import type { TagSummary } from "@/lib/tags/queries";
import { removalReasons } from "@/lib/utilities/schema";
import type { UtilityDraft } from "./utility-draft";

export type UtilityChoices = {
  tags: TagSummary[];
  groups: Pick<GroupSummary, "id" | "name">[];
  attributes: Pick<Attribute, "key" | "type">[];
};

type FieldsProps = UtilityChoices & {
  draft: UtilityDraft;
  errors: Record<string, string[]>;
  onChange: (changes: Partial<UtilityDraft>) => void;
};

/** What one utility needs to know. */
export function UtilityFields(props: FieldsProps) {
  switch (props.draft.kind) {
    case "retag":
      return <RetagFields {...props} />;
    case "replace":
      return <ReplaceFields {...props} />;
    case "remove":
      return <RemoveFields {...props} />;
    case "duplicates":
      return <DuplicateFields {...props} />;
    default:
      return null;
  }
}

function RetagFields({ draft, errors, tags, groups, onChange }: FieldsProps) {
  const t = useTranslations("utilities.fields");
  const options = tags.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <Select
        label={t("fromTag")}
        placeholder={t("chooseTag")}
        options={options}
        value={draft.fromTagId}
        errorMessage={errors.fromTagId?.[0]}
        onChange={(fromTagId) => onChange({ fromTagId })}
      />
      <Select
        label={t("group")}
        placeholder={t("everyone")}
        description={t("groupHint")}
        options={groups.map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.groupId}
        errorMessage={errors.groupId?.[0]}
        onChange={(groupId) => onChange({ groupId })}
      />
      <Select
        label={t("toTag")}
        placeholder={t("chooseTag")}
        options={options}
        value={draft.toTagId}
        errorMessage={errors.toTagId?.[0]}
        onChange={(toTagId) => onChange({ toTagId })}
      />
      <Checkbox
        label={t("keepsFrom")}
        isSelected={draft.keepsFrom}
        onChange={(keepsFrom) => onChange({ keepsFrom })}
      />
    </>
  );
}

function ReplaceFields({ draft, errors, attributes, onChange }: FieldsProps) {
  const t = useTranslations("utilities.fields");
  const fields = attributes.filter(({ type }) => type === "text" || type === "choice");
  return (
    <>
      <FieldSelect {...{ draft, errors, onChange }} attributes={fields} />
      <RadioGroup
        label={t("match")}
        isInline
        value={draft.match}
        options={[
          { value: "part", label: t("part") },
          { value: "whole", label: t("whole") },
        ]}
        onChange={(match) => onChange({ match: match === "whole" ? "whole" : "part" })}
      />
      <TextField
        label={t("find")}
        autoComplete="off"
        value={draft.find}
        errorMessage={errors.find?.[0]}
        onChange={(find) => onChange({ find })}
      />
      <TextField
        label={t("replacement")}
        description={t("replacementHint")}
        autoComplete="off"
        value={draft.replacement}
        errorMessage={errors.replacement?.[0]}
        onChange={(replacement) => onChange({ replacement })}
      />
    </>
  );
}

type FieldSelectProps = Pick<FieldsProps, "draft" | "errors" | "attributes" | "onChange">;

function FieldSelect({ draft, errors, attributes, onChange }: FieldSelectProps) {
  const t = useTranslations("utilities.fields");
  return (
    <Select
      label={t("field")}
      options={[
        { value: "name", label: t("name") },
        ...attributes.map(({ key }) => ({ value: key, label: key })),
      ]}
      value={draft.field}
      errorMessage={errors.field?.[0]}
      onChange={(field) => onChange({ field })}
    />
  );
}

function RemoveFields({ draft, errors, onChange }: FieldsProps) {
  const t = useTranslations("utilities");
  return (
    <>
      <RadioGroup
        label={t("fields.reason")}
        value={draft.reason}
        options={removalReasons.map((reason) => ({
          value: reason,
          label: t(`reasons.${reason}`),
          ...(reason === "test" && { description: t("testHint") }),
        }))}
        onChange={(value) => {
          const reason = removalReasons.find((name) => name === value);
          if (reason) onChange({ reason });
        }}
      />
      {draft.reason === "inactive" && (
        <TextField
          label={t("fields.days")}
          inputMode="numeric"
          autoComplete="off"
          className="max-w-40"
          suffix={t("fields.daysUnit")}
          value={draft.days}
          errorMessage={errors.days?.[0]}
          onChange={(days) => onChange({ days })}
        />
      )}
    </>
  );
}

function DuplicateFields(props: FieldsProps) {
  const t = useTranslations("utilities.fields");
  const { draft, onChange } = props;
  return (
    <>
      <FieldSelect {...props} />
      <RadioGroup
        label={t("keeps")}
        isInline
        value={draft.keeps}
        options={[
          { value: "oldest", label: t("oldest") },
          { value: "newest", label: t("newest") },
        ]}
        onChange={(keeps) => onChange({ keeps: keeps === "newest" ? "newest" : "oldest" })}
      />
    </>
  );
}
