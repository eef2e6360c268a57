import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import type { PublishedDocument } from "@/lib/terms/queries";
import { type Difference, documentVersions } from "@/lib/terms/rules";

/** What this version changed, and the way to all versions. */
export function DocumentChanges({ document }: { document: PublishedDocument }) {
  const t = useTranslations("legal-pages");
  const { name, version, changes, previous } = document;
  return (
    <Card title={t("history")} className="print:hidden">
      <p>{t("changedIn", { version, changes })}</p>
      {document.differences.length > 0 && previous && (
        <details className="mt-3">
          <summary className="cursor-pointer text-accent-text">
            {t("compare", { previous })}
          </summary>
          <ul className="mt-2 flex flex-col gap-2">
            {document.differences.map((difference) => (
              <ChangedLine key={`${difference.kind}${difference.text}`} difference={difference} />
            ))}
          </ul>
        </details>
      )}
      <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1 border-line border-t pt-3">
        {documentVersions[name].map((id) => (
          <li key={id}>
            {id === version ? (
              <span aria-current="page">{t("version", { version: id })}</span>
            ) : (
              <TextLink href={paths.documentVersion(name, id)}>
                {t("version", { version: id })}
              </TextLink>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ChangedLine({ difference: { kind, text } }: { difference: Difference }) {
  const t = useTranslations("legal-pages");
  const Tag = kind === "added" ? "ins" : "del";
  return (
    <li className="grid grid-cols-[4rem_minmax(0,1fr)] gap-2">
      <span className="text-muted text-xs leading-5">{t(kind)}</span>
      <Tag
        className={
          kind === "added"
            ? "rounded-sm bg-success-soft px-1 no-underline"
            : "rounded-sm bg-danger-soft px-1"
        }
      >
        {text}
      </Tag>
    </li>
  );
}
