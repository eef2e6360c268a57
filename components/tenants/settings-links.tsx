import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { LinkList, type LinkListItem } from "@/components/ui/link-list";
import type { Permission } from "@/lib/auth/permissions";
import { paths } from "@/lib/paths";

type Group = { title: string; description?: string; links: (LinkListItem & Needed)[] };
type Needed = { permission?: Permission };

/** The pages behind the settings, in groups; what the user may not open is not there. */
export function SettingsLinks({ permissions }: { permissions: ReadonlySet<Permission> }) {
  const groups = [useContractLinks(), useAccessLinks(), useSendingLinks()];
  return groups.map(({ title, description, links }) => {
    const open = links.filter(({ permission }) => !permission || permissions.has(permission));
    return (
      open.length > 0 && (
        <Card key={title} title={title} description={description} isFlush>
          <LinkList items={open} />
        </Card>
      )
    );
  });
}

function useContractLinks(): Group {
  const t = useTranslations("settings");
  const billing = useTranslations("billing");
  const limits = useTranslations("limits");
  const isolation = useTranslations("isolation");
  const endings = useTranslations("endings");
  return {
    title: t("service"),
    links: [
      {
        href: paths.billing,
        title: billing("title"),
        description: billing("description"),
        permission: "billing:read",
      },
      {
        href: paths.settingsLimits,
        title: limits("title"),
        description: limits("description"),
        permission: "notices:read",
      },
      {
        href: paths.isolation,
        title: isolation("title"),
        description: t("isolationHint"),
        permission: "audit:read",
      },
      {
        href: paths.responsibility,
        title: t("responsibility"),
        description: t("responsibilityHint"),
      },
      {
        href: paths.contractEnding,
        title: endings("title"),
        description: endings("description"),
        permission: "contract:end",
      },
    ],
  };
}

function useAccessLinks(): Group {
  const t = useTranslations("settings");
  const signOn = useTranslations("signOn");
  const networks = useTranslations("networks");
  const sessions = useTranslations("sessions");
  const policy = useTranslations("factors.policy");
  const api = useTranslations("api");
  return {
    title: t("access"),
    links: [
      {
        href: paths.settingsSecondStep,
        title: policy("title"),
        description: policy("description"),
        permission: "settings:write",
      },
      {
        href: paths.sessionSettings,
        title: sessions("title"),
        description: sessions("description"),
        permission: "settings:write",
      },
      {
        href: paths.networkSettings,
        title: networks("title"),
        description: networks("description"),
        permission: "access:write",
      },
      {
        href: paths.signOnSettings,
        title: signOn("title"),
        description: signOn("description"),
        permission: "access:write",
      },
      {
        href: paths.apiSettings,
        title: api("title"),
        description: api("description"),
        permission: "access:write",
      },
    ],
  };
}

function useSendingLinks(): Group {
  const t = useTranslations("settings");
  const sending = useTranslations("sendingSettings");
  const approvals = useTranslations("approvals.settings");
  const rooms = useTranslations("chatworkRooms");
  return {
    title: t("mail"),
    links: [
      {
        href: paths.sendingSettings,
        title: sending("title"),
        description: sending("cardHint"),
        permission: "settings:write",
      },
      {
        href: paths.approvalSettings,
        title: approvals("title"),
        description: approvals("cardHint"),
        permission: "settings:write",
      },
      {
        href: paths.settingsChatwork,
        title: rooms("title"),
        description: t("noticeChannelsHint"),
        permission: "settings:write",
      },
    ],
  };
}
