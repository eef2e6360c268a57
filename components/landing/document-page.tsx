import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Tabs } from "@/components/ui/tabs";
import { paths } from "@/lib/paths";
import { type DocumentName, documentNames, type TextBlock, termsVersion } from "@/lib/terms/rules";
import { DocumentText } from "./document-text";

type DocumentPageProps = { name: DocumentName; blocks: TextBlock[]; children?: ReactNode };

export function DocumentPage({ name, blocks, children }: DocumentPageProps) {
  const t = useTranslations("legal-pages");
  return (
    <div data-page-width="text" className="flex flex-col gap-8">
      <Tabs
        label={t("pages")}
        items={documentNames.map((id) => ({
          href: paths[id],
          label: t(id),
          isCurrent: id === name,
        }))}
      />
      <article className="flex flex-col gap-4 text-base leading-relaxed">
        <DocumentText blocks={blocks} />
        <p className="text-muted text-sm">{t("version", { version: termsVersion })}</p>
      </article>
      {children}
    </div>
  );
}
