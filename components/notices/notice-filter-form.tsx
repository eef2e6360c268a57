import Form from "next/form";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { noticeKinds } from "@/db/values";
import type { NoticeFilter } from "@/lib/notices/schema";
import { paths } from "@/lib/paths";

/** Filters of the archive, kept in the URL. */
export function NoticeFilterForm({ filter }: { filter: NoticeFilter }) {
  const t = useTranslations("notices");
  return (
    <Form action={paths.notices} role="search" className="flex flex-wrap items-end gap-2">
      <Select
        label={t("filter.kind")}
        name="kind"
        hideLabel
        defaultValue={filter.kind ?? ""}
        placeholder={t("filter.allKinds")}
        options={noticeKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
      />
      <Select
        label={t("filter.label")}
        name="show"
        hideLabel
        defaultValue={filter.show}
        options={(["all", "unread"] as const).map((value) => ({
          value,
          label: t(`filter.${value}`),
        }))}
      />
      <Button type="submit">{t("filter.submit")}</Button>
    </Form>
  );
}
