"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState, useTransition } from "react";
import { MultiSelect } from "@/components/ui/multi-select";
import { toast } from "@/components/ui/toast-queue";
import { createTagAction } from "@/lib/tags/actions";
import type { TagSummary } from "@/lib/tags/queries";

type TagPickerProps = {
  tags: TagSummary[];
  canCreate: boolean;
  name: string;
  value: string[];
  onChange: (ids: string[]) => void;
  errorMessage?: string | undefined;
  label?: string;
};

/** Tags as chips; one that does not exist yet is created on the spot. */
export function TagPicker({ tags, canCreate, label, ...field }: TagPickerProps) {
  const t = useTranslations("tags");
  const [created, setCreated] = useState<TagSummary[]>([]);
  const [isPending, startTransition] = useTransition();
  // Others may be chosen while one is made.
  const latest = useRef(field.value);
  useEffect(() => {
    latest.current = field.value;
  }, [field.value]);
  const isKnown = new Set(tags.map((tag) => tag.id));
  const options = [...tags, ...created.filter((tag) => !isKnown.has(tag.id))];

  function create(text: string) {
    if (isPending) return;
    startTransition(async () => {
      const result = await createTagAction({ name: text, color: "gray" });
      if (!result.ok) {
        const reason = result.fieldErrors?.name?.join(" ") ?? result.message;
        toast({ tone: "danger", title: t("createFailed"), description: reason });
        return;
      }
      setCreated((others) => [...others, result.data]);
      field.onChange([...latest.current, result.data.id]);
    });
  }

  return (
    <MultiSelect
      label={label ?? t("picker")}
      placeholder={t("pickerPlaceholder")}
      options={options.map((tag) => ({ id: tag.id, label: tag.name, color: tag.color }))}
      {...(canCreate ? { onCreate: create } : {})}
      {...field}
    />
  );
}
