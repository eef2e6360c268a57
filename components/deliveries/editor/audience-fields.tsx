"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { MultiSelect } from "@/components/ui/multi-select";
import { RadioGroup } from "@/components/ui/radio-group";
import { Select } from "@/components/ui/select";
import { isTagColor } from "@/components/ui/tag-color";
import { TextLink } from "@/components/ui/text-link";
import type { DraftProblem } from "@/lib/composing/rules";
import type { AudienceInput } from "@/lib/deliveries/schema";
import { paths } from "@/lib/paths";
import type { EditorChoices } from "./draft";
import { problemsAt } from "./problem-text";
import type { DraftHandle } from "./use-draft";

type Props = { handle: DraftHandle; choices: EditorChoices; problems: readonly DraftProblem[] };

export function AudienceFields({ handle, choices, problems }: Props) {
  const t = useTranslations("deliveries");
  const resending = useTranslations("resending");
  const { audience } = handle.draft;
  const change = (next: AudienceInput) => handle.change({ audience: next });
  const firstGroup = choices.groups[0];
  // Only a delivery that was made for those whom another one missed offers them.
  const [missed] = useState(audience.kind === "missed" ? audience : null);

  function choose(kind: string) {
    const { needsConsent } = audience;
    if (kind === "group" && firstGroup)
      change({ kind: "group", groupId: firstGroup.id, needsConsent });
    else if (kind === "tags") change({ kind: "tags", match: "any", tagIds: [], needsConsent });
    else if (kind === "missed" && missed) change({ ...missed, needsConsent });
    else if (kind === "everyone") change({ kind: "everyone", needsConsent });
  }

  return (
    <Card title={t("editor.audience")} description={t("editor.audienceHint")}>
      <div className="flex flex-col gap-4">
        <RadioGroup
          label={t("editor.audienceKind")}
          isInline
          value={audience.kind}
          onChange={choose}
          errorMessage={problemsAt(t, problems, "audience")}
          options={[
            { value: "everyone", label: t("audience.everyone") },
            ...(firstGroup || audience.kind === "group"
              ? [{ value: "group", label: t("audience.group") }]
              : []),
            { value: "tags", label: t("audience.tags") },
            ...(missed ? [{ value: "missed", label: resending("audienceKind") }] : []),
          ]}
        />
        {!firstGroup && (
          <p className="text-muted text-xs">
            {t("editor.noGroups")} <TextLink href={paths.groups}>{t("editor.toGroups")}</TextLink>
          </p>
        )}
        {audience.kind === "missed" && (
          <p className="text-muted text-xs">
            {resending("audienceHint", {
              kinds: audience.kinds
                .map((kind) => resending(`kinds.${kind}`))
                .join(t("audience.separator")),
            })}{" "}
            <TextLink href={paths.delivery(audience.deliveryId)}>{resending("original")}</TextLink>
          </p>
        )}
        {audience.kind === "group" && (
          <GroupField audience={audience} choices={choices} onChange={change} />
        )}
        {audience.kind === "tags" && (
          <TagsField audience={audience} choices={choices} onChange={change} />
        )}
        <Checkbox
          label={t("editor.needsConsent")}
          description={t("editor.needsConsentHint")}
          isSelected={audience.needsConsent ?? false}
          onChange={(needsConsent) => change({ ...audience, needsConsent })}
        />
      </div>
    </Card>
  );
}

type FieldProps<Kind extends AudienceInput["kind"]> = {
  audience: Extract<AudienceInput, { kind: Kind }>;
  choices: EditorChoices;
  onChange: (audience: AudienceInput) => void;
};

function GroupField({ audience, choices, onChange }: FieldProps<"group">) {
  const t = useTranslations("deliveries");
  const isKnown = choices.groups.some(({ id }) => id === audience.groupId);
  return (
    <Select
      label={t("audience.group")}
      {...(isKnown ? {} : { placeholder: t("audience.goneGroup") })}
      options={choices.groups.map(({ id, name }) => ({ value: id, label: name }))}
      value={isKnown ? audience.groupId : ""}
      onChange={(groupId) => groupId && onChange({ kind: "group", groupId })}
    />
  );
}

function TagsField({ audience, choices, onChange }: FieldProps<"tags">) {
  const t = useTranslations("deliveries");
  return (
    <>
      <MultiSelect
        label={t("audience.tags")}
        placeholder={t("editor.chooseTags")}
        options={choices.tags.map(({ id, name, color }) => ({
          id,
          label: name,
          ...(isTagColor(color) ? { color } : {}),
        }))}
        value={audience.tagIds}
        onChange={(tagIds) => onChange({ ...audience, tagIds })}
      />
      <RadioGroup
        label={t("editor.match")}
        isInline
        value={audience.match}
        onChange={(match) => onChange({ ...audience, match: match === "all" ? "all" : "any" })}
        options={[
          { value: "any", label: t("editor.matchAny") },
          { value: "all", label: t("editor.matchAll") },
        ]}
      />
    </>
  );
}
