import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/text-link";
import type { Approver } from "@/lib/approvers/rules";
import { paths } from "@/lib/paths";

const most = 20;

/** Who could approve a delivery today. */
export function ApproverList({ approvers }: { approvers: readonly Approver[] }) {
  const t = useTranslations("approvals.settings");
  const permissions = useTranslations("permissions.roles");
  const shown = approvers.slice(0, most);
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col gap-1">
        {shown.map(({ id, name, role }) => (
          <li key={id} className="min-w-0 break-words">
            {name}
            {role === "master" && (
              <span className="text-muted text-xs"> {permissions("master.name")}</span>
            )}
          </li>
        ))}
        {approvers.length > most && (
          <li className="text-muted">{t("more", { count: approvers.length - most })}</li>
        )}
      </ul>
      {approvers.length === 1 && shown[0]?.role === "master" && (
        <Alert tone="warning" title={t("onlyMaster")}>
          {t("onlyMasterText")} <TextLink href={paths.users}>{t("toUsers")}</TextLink>
        </Alert>
      )}
    </div>
  );
}
