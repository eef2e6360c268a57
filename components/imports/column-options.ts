"use client";

import { useTranslations } from "next-intl";
import type { SelectOption } from "@/components/ui/select";
import type { attributeTypes } from "@/db/values";
import { isAttributeKey, isReservedAttributeKey } from "@/lib/attributes/rules";

export type ColumnAttribute = {
  key: string;
  type: (typeof attributeTypes)[number];
  choices: string[];
};

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
    ...attributes.map(({ key }) => ({ value: `attribute:${key}`, label: t("attribute", { key }) })),
  ];
  const isFree = (key: string) =>
    isAttributeKey(key) &&
    !isReservedAttributeKey(key) &&
    !attributes.some((other) => other.key === key);
  return (header) =>
    may.createAttributes && isFree(header)
      ? [...fixed, { value: "new", label: t("new", { key: header }) }]
      : fixed;
}
