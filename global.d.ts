import type { Locale as AppLocale } from "./lib/i18n/locale";

type AppMessages = {
  account: typeof import("./messages/ja/account.json");
  addresses: typeof import("./messages/ja/addresses.json");
  applications: typeof import("./messages/ja/applications.json");
  attributes: typeof import("./messages/ja/attributes.json");
  utilities: typeof import("./messages/ja/utilities.json");
  audit: typeof import("./messages/ja/audit.json");
  chatworkRooms: typeof import("./messages/ja/chatworkRooms.json");
  dashboard: typeof import("./messages/ja/dashboard.json");
  "email-alarms": typeof import("./messages/ja/email-alarms.json");
  "email-audit": typeof import("./messages/ja/email-audit.json");
  "email-endings": typeof import("./messages/ja/email-endings.json");
  endings: typeof import("./messages/ja/endings.json");
  "email-applications": typeof import("./messages/ja/email-applications.json");
  "email-security": typeof import("./messages/ja/email-security.json");
  "email-factors": typeof import("./messages/ja/email-factors.json");
  "email-support": typeof import("./messages/ja/email-support.json");
  "email-users": typeof import("./messages/ja/email-users.json");
  "email-notices": typeof import("./messages/ja/email-notices.json");
  deliveries: typeof import("./messages/ja/deliveries.json");
  scim: typeof import("./messages/ja/scim.json");
  senders: typeof import("./messages/ja/senders.json");
  evidence: typeof import("./messages/ja/evidence.json");
  errors: typeof import("./messages/ja/errors.json");
  exports: typeof import("./messages/ja/exports.json");
  factors: typeof import("./messages/ja/factors.json");
  frame: typeof import("./messages/ja/frame.json");
  groups: typeof import("./messages/ja/groups.json");
  imports: typeof import("./messages/ja/imports.json");
  isolation: typeof import("./messages/ja/isolation.json");
  incidents: typeof import("./messages/ja/incidents.json");
  landing: typeof import("./messages/ja/landing.json");
  "legal-pages": typeof import("./messages/ja/legal-pages.json");
  manual: typeof import("./messages/ja/manual.json");
  notices: typeof import("./messages/ja/notices.json");
  "operator-watching": typeof import("./messages/ja/operator-watching.json");
  operatorBackups: typeof import("./messages/ja/operatorBackups.json");
  operator: typeof import("./messages/ja/operator.json");
  "operator-incidents": typeof import("./messages/ja/operator-incidents.json");
  "operator-notices": typeof import("./messages/ja/operator-notices.json");
  operatorSupport: typeof import("./messages/ja/operatorSupport.json");
  operatorSuspicions: typeof import("./messages/ja/operatorSuspicions.json");
  permissions: typeof import("./messages/ja/permissions.json");
  plans: typeof import("./messages/ja/plans.json");
  quotas: typeof import("./messages/ja/quotas.json");
  roles: typeof import("./messages/ja/roles.json");
  sending: typeof import("./messages/ja/sending.json");
  sessions: typeof import("./messages/ja/sessions.json");
  settings: typeof import("./messages/ja/settings.json");
  signIn: typeof import("./messages/ja/signIn.json");
  signOn: typeof import("./messages/ja/signOn.json");
  support: typeof import("./messages/ja/support.json");
  suppressions: typeof import("./messages/ja/suppressions.json");
  tags: typeof import("./messages/ja/tags.json");
  ui: typeof import("./messages/ja/ui.json");
  unsubscribe: typeof import("./messages/ja/unsubscribe.json");
  users: typeof import("./messages/ja/users.json");
  validation: typeof import("./messages/ja/validation.json");
};

declare module "next-intl" {
  interface AppConfig {
    Locale: AppLocale;
    Messages: AppMessages;
  }
}
