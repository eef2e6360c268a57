import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Tabs } from "@/components/ui/tabs";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import type { PublishedDocument } from "@/lib/terms/queries";
import { documentNames, documentVersions } from "@/lib/terms/rules";
import { DocumentChanges } from "./document-changes";
import { DocumentText } from "./document-text";

type DocumentPageProps = { document: PublishedDocument; children?: ReactNode };

export function DocumentPage({ document, children }: DocumentPageProps) {
  const t = useTranslations("legal-pages");
  const { name, version, blocks } = document;
  const newest = documentVersions[name][0];
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
      {version !== newest && (
        <Alert
          tone="warning"
          title={t("isEarlier", { version })}
          actions={<TextLink href={paths[name]}>{t("toNewest", { version: newest })}</TextLink>}
        />
      )}
      <article className="flex flex-col gap-4 text-base leading-relaxed">
        <DocumentText blocks={blocks} />
        <p className="text-muted text-sm">{t("version", { version })}</p>
      </article>
      {children}
      <DocumentChanges document={document} />
    </div>
  );
}
