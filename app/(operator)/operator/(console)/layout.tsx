import {
  Activity,
  Archive,
  Bell,
  Bug,
  Building2,
  ChartLine,
  DatabaseBackup,
  FileInput,
  Gauge,
  History,
  LifeBuoy,
  ListChecks,
  Settings,
  ShieldAlert,
  ShieldBan,
  Siren,
  UserRound,
} from "lucide-react";
import type { ReactNode } from "react";
import { OperatorProofDialog } from "@/components/factors/operator-proof";
import { ClientMessages } from "@/components/frame/client-messages";
import { OperatorFrame } from "@/components/frame/operator-frame";
import { countOpenFindings } from "@/lib/abuse/queries";
import { countOpenAlarms } from "@/lib/alarms/queries";
import { requireOperator } from "@/lib/auth/require";
import { countBrakes } from "@/lib/brakes/queries";
import { paths } from "@/lib/paths";
import { countOpenSupport } from "@/lib/support-desk/queries";

const clientNamespaces = [
  "operator",
  "operator-watching",
  "operator-notices",
  "operator-incidents",
  "operatorSuspicions",
  "operatorBackups",
  "operatorSupport",
  "operatorRecords",
  "operatorAbuse",
];

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const ctx = await requireOperator();
  const { operator } = ctx;
  const [openAlarms, openSupport, openFindings, brakes] = await Promise.all([
    countOpenAlarms(ctx),
    countOpenSupport(ctx),
    countOpenFindings(ctx),
    countBrakes(ctx),
  ]);
  const alarmBadge = openAlarms > 0 ? String(openAlarms) : undefined;
  return (
    <OperatorFrame
      operator={operator}
      homeHref={paths.operatorHome}
      accountHref={paths.operatorAccount}
      signOutHref={paths.operatorSignOut}
      nav={[
        { href: paths.operatorHome, labelKey: "dashboard", icon: <Gauge /> },
        { href: paths.operatorTenants, labelKey: "tenants", icon: <Building2 /> },
        { href: paths.operatorApplications, labelKey: "applications", icon: <FileInput /> },
        { href: paths.operatorNotices, labelKey: "notices", icon: <Bell /> },
        { href: paths.operatorIncidents, labelKey: "incidents", icon: <Siren /> },
        {
          href: paths.operatorSupport,
          labelKey: "support",
          icon: <LifeBuoy />,
          badge: openSupport > 0 ? String(openSupport) : undefined,
        },
        {
          href: paths.operatorAbuse,
          labelKey: "abuse",
          icon: <ShieldBan />,
          badge: openFindings + brakes > 0 ? String(openFindings + brakes) : undefined,
        },
        { href: paths.operatorHealth, labelKey: "health", icon: <Activity />, badge: alarmBadge },
        { href: paths.operatorCapacity, labelKey: "capacity", icon: <ChartLine /> },
        { href: paths.operatorJobs, labelKey: "queue", icon: <ListChecks /> },
        { href: paths.operatorBackups, labelKey: "backups", icon: <DatabaseBackup /> },
        { href: paths.operatorLogs, labelKey: "logs", icon: <Bug /> },
        { href: paths.operatorSuspicious, labelKey: "security", icon: <ShieldAlert /> },
        { href: paths.operatorWorkLog, labelKey: "workLog", icon: <History /> },
        { href: paths.operatorRetention, labelKey: "retention", icon: <Archive /> },
        { href: paths.operatorSettings, labelKey: "serviceSettings", icon: <Settings /> },
        { href: paths.operatorAccount, labelKey: "account", icon: <UserRound /> },
      ]}
    >
      <ClientMessages add={clientNamespaces}>{children}</ClientMessages>
      <OperatorProofDialog />
    </OperatorFrame>
  );
}
