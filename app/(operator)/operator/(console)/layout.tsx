import { Bell, Building2, DatabaseBackup, Gauge, ListChecks } from "lucide-react";
import type { ReactNode } from "react";
import { ClientMessages } from "@/components/frame/client-messages";
import { OperatorFrame } from "@/components/frame/operator-frame";
import { requireOperator } from "@/lib/auth/require";
import { operatorSignOutAction } from "@/lib/operators/actions";
import { paths } from "@/lib/paths";

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const { operator } = await requireOperator();
  return (
    <OperatorFrame
      operatorName={operator.name}
      homeHref={paths.operatorHome}
      signOutAction={operatorSignOutAction}
      nav={[
        { href: paths.operatorHome, labelKey: "dashboard", icon: <Gauge /> },
        { href: paths.operatorTenants, labelKey: "tenants", icon: <Building2 /> },
        { href: paths.operatorNotices, labelKey: "notices", icon: <Bell /> },
        { href: paths.operatorJobs, labelKey: "queue", icon: <ListChecks /> },
        { href: paths.operatorBackups, labelKey: "backups", icon: <DatabaseBackup /> },
      ]}
    >
      <ClientMessages add={["operator", "operatorBackups"]}>{children}</ClientMessages>
    </OperatorFrame>
  );
}
