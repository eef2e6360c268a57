"use client";

import { useTranslations } from "next-intl";
import type { SelectOption } from "@/components/ui/select";
import type { attributeTypes } from "@/db/values";
import { consentChoices, newKeyOf } from "@/lib/imports/rules";

export type ColumnAttribute = {
  key: string;
  type: (typeof attributeTypes)[number];
  choices: string[];
};

const consentKeys = {
  "consent:source": "consent_source",
  "consent:at": "consent_at",
  "consent:wording": "consent_wording",
} as const;

/** What a column can become; the header itself is offered as a new attribute where it can be one. */
export function useColumnOptions(
  attributes: readonly ColumnAttribute[],
  may: { createAttributes: boolean; createTags: boolean },
): (header: string) => SelectOption[] {
  const t = useTranslations("imports.choices");
  const fixed = [
    { value: "ignore", label: t("ignore") },
    { value: "email", label: t("email") },
    { value: "name", label: t("name") },
    ...(may.createTags ? [{ value: "tags", label: t("tags") }] : []),
    ...consentChoices.map((value) => ({ value, label: t(consentKeys[value]) })),
    ...attributes.map(({ key }) => ({ value: `attribute:${key}`, label: t("attribute", { key }) })),
  ];
  return (header) => {
    const key = may.createAttributes ? newKeyOf(header) : null;
    if (!key || attributes.some((other) => other.key === key)) return fixed;
    return [...fixed, { value: "new", label: t("new", { key }) }];
  };
}
