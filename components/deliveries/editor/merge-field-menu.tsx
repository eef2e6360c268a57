"use client";

import { Braces } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { mergeFieldText } from "@/lib/composing/rules";

type Props = {
  label: string;
  attributeKeys: readonly string[];
  onInsert: (text: string) => void;
};

/** Inserts `{{key|fallback}}`: each entry shows what it writes. */
export function MergeFieldMenu({ label, attributeKeys, onInsert }: Props) {
  const t = useTranslations("deliveries");
  const fields = [
    { key: "メールアドレス", fallback: "" },
    { key: "名前", fallback: t("editor.nameFallback") },
    ...attributeKeys.map((key) => ({ key, fallback: t("editor.fallback") })),
  ];
  return (
    <Menu
      label={label}
      trigger={
        <Button size="sm" icon={<Braces />} aria-label={label}>
          {t("editor.insertField")}
        </Button>
      }
      items={fields.map(({ key, fallback }) => ({
        id: key,
        label: mergeFieldText(key, fallback),
        action: () => onInsert(mergeFieldText(key, fallback)),
      }))}
    />
  );
}
