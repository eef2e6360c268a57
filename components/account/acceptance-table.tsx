import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";
import type { OwnAcceptance } from "@/lib/terms/queries";
import { findAgreement } from "@/lib/terms/rules";

export function AcceptanceTable({ acceptances }: { acceptances: OwnAcceptance[] }) {
  const t = useTranslations("account.agreements");
  return (
    <Table
      caption={t("caption")}
      rows={acceptances}
      getRowId={({ id }) => id}
      empty={<EmptyState title={t("none")} isCompact />}
      columns={[
        {
          id: "version",
          header: t("version"),
          isRowHeader: true,
          width: "8rem",
          render: ({ version }) => version,
        },
        {
          id: "documents",
          header: t("documents"),
          render: ({ version }) => <AgreedDocuments version={version} />,
        },
        {
          id: "acceptedAt",
          header: t("acceptedAt"),
          width: "11rem",
          render: ({ acceptedAt }) => <DateTime value={acceptedAt} />,
        },
      ]}
    />
  );
}

function AgreedDocuments({ version }: { version: string }) {
  const t = useTranslations("account.agreements");
  const agreement = findAgreement(version);
  if (!agreement) return null;
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      {(["terms", "privacy"] as const).map((name) => (
        <TextLink key={name} href={paths.documentVersion(name, agreement[name])}>
          {t(name, { version: agreement[name] })}
        </TextLink>
      ))}
    </span>
  );
}
