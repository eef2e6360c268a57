import {
  Bell,
  BookOpenText,
  BookUser,
  FileUp,
  LayoutDashboard,
  LifeBuoy,
  ListPlus,
  MailX,
  NotebookPen,
  ScrollText,
  Send,
  Settings2,
  ShieldAlert,
  SquareUser,
  Tags,
  UserRound,
  Users,
  UsersRound,
  Wrench,
} from "lucide-react";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ArrearsBanner } from "@/components/billing/arrears-banner";
import { BrakeBanner } from "@/components/brakes/brake-banner";
import { EndingBanner } from "@/components/endings/ending-banner";
import { ProofDialog } from "@/components/factors/proof-dialog";
import { SecondStepDue } from "@/components/factors/second-step-due";
import { AppFrame } from "@/components/frame/app-frame";
import type { NavItem } from "@/components/frame/nav-item";
import { AcknowledgeBanner } from "@/components/notices/acknowledge-banner";
import { findArrears } from "@/lib/arrears/queries";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { findBrake } from "@/lib/brakes/queries";
import { findEnding } from "@/lib/endings/queries";
import { countUnreadNotices, listUnacknowledged } from "@/lib/notices/queries";
import { paths } from "@/lib/paths";
import { getTenant } from "@/lib/tenants/queries";

export default async function TenantLayout({ children }: { children: ReactNode }) {
  const ctx = await requireTenant();
  const [tenant, brake, ending, arrears, unread, unacknowledged, locale, t] = await Promise.all([
    getTenant(ctx),
    findBrake(ctx),
    ctx.isClosing ? findEnding(ctx) : null,
    findArrears(ctx),
    countUnreadNotices(ctx),
    listUnacknowledged(ctx),
    getLocale(),
    getTranslations("permissions"),
  ]);
  const role = ctx.actor.role;
  return (
    <AppFrame
      tenantName={tenant.name}
      user={{
        name: ctx.actor.name,
        email: ctx.actor.email ?? "",
        roleLabel:
          ctx.actor.roleName ?? (role ? t(`roles.${role}.name` as Parameters<typeof t>[0]) : ""),
      }}
      nav={navigation(unread)}
      permissions={[...ctx.permissions]}
      homeHref={paths.dashboard}
      accountHref={paths.account}
      signOutHref={paths.signOut}
      banner={
        <>
          {brake && <BrakeBanner />}
          {ending && <EndingBanner endsOn={ending.endsOn} isMaster={can(ctx, "contract:end")} />}
          {arrears && <ArrearsBanner arrears={arrears} hasPage={can(ctx, "billing:read")} />}
          {ctx.secondStepDue && <SecondStepDue due={ctx.secondStepDue} />}
          <AcknowledgeBanner
            notices={unacknowledged.map(({ id, titleJa, titleEn }) => ({
              id,
              title: locale === "ja" ? titleJa : titleEn,
            }))}
          />
        </>
      }
    >
      {children}
      <ProofDialog />
    </AppFrame>
  );
}

const navigation = (unread: number): NavItem[] => [
  { href: paths.dashboard, labelKey: "dashboard", icon: <LayoutDashboard /> },
  {
    href: paths.notices,
    labelKey: "notices",
    icon: <Bell />,
    badge: unread > 0 ? String(unread) : undefined,
  },
  {
    href: paths.incidents,
    labelKey: "incidents",
    icon: <ShieldAlert />,
    permission: "incidents:report",
  },
  {
    href: paths.deliveries,
    labelKey: "deliveries",
    icon: <Send />,
    section: "sending",
    permission: "deliveries:read",
  },
  {
    href: paths.senders,
    labelKey: "senders",
    icon: <SquareUser />,
    section: "sending",
    permission: "deliveries:read",
  },
  {
    href: paths.addresses,
    labelKey: "addresses",
    icon: <BookUser />,
    section: "audience",
    permission: "addresses:read",
  },
  {
    href: paths.tags,
    labelKey: "tags",
    icon: <Tags />,
    section: "audience",
    permission: "tags:read",
  },
  {
    href: paths.groups,
    labelKey: "groups",
    icon: <UsersRound />,
    section: "audience",
    permission: "groups:read",
  },
  {
    href: paths.attributes,
    labelKey: "attributes",
    icon: <ListPlus />,
    section: "audience",
    permission: "attributes:write",
  },
  {
    href: paths.imports,
    labelKey: "imports",
    icon: <FileUp />,
    section: "audience",
    permission: "addresses:import",
  },
  {
    href: paths.signupForms,
    labelKey: "signupForms",
    icon: <NotebookPen />,
    section: "audience",
    permission: "addresses:read",
  },
  {
    href: paths.suppressions,
    labelKey: "suppressions",
    icon: <MailX />,
    section: "audience",
    permission: "addresses:read",
  },
  {
    href: paths.utilities,
    labelKey: "utilities",
    icon: <Wrench />,
    section: "audience",
    permission: "utilities:use",
  },
  {
    href: paths.users,
    labelKey: "users",
    icon: <Users />,
    section: "admin",
    permission: "users:read",
  },
  { href: paths.settings, labelKey: "settings", icon: <Settings2 />, section: "admin" },
  {
    href: paths.audit,
    labelKey: "audit",
    icon: <ScrollText />,
    section: "admin",
    permission: "audit:read",
  },
  { href: paths.account, labelKey: "account", icon: <UserRound />, section: "admin" },
  {
    href: paths.support,
    labelKey: "support",
    icon: <LifeBuoy />,
    section: "service",
    permission: "support:use",
  },
  { href: paths.manual, labelKey: "manual", icon: <BookOpenText />, section: "service" },
];
