import type { Locale as AppLocale } from "./lib/i18n/locale";

type AppMessages = {
  account: typeof import("./messages/ja/account.json");
  addresses: typeof import("./messages/ja/addresses.json");
  applications: typeof import("./messages/ja/applications.json");
  attributes: typeof import("./messages/ja/attributes.json");
  audit: typeof import("./messages/ja/audit.json");
  dashboard: typeof import("./messages/ja/dashboard.json");
  "email-endings": typeof import("./messages/ja/email-endings.json");
  endings: typeof import("./messages/ja/endings.json");
  "email-applications": typeof import("./messages/ja/email-applications.json");
  "email-users": typeof import("./messages/ja/email-users.json");
  deliveries: typeof import("./messages/ja/deliveries.json");
  senders: typeof import("./messages/ja/senders.json");
  errors: typeof import("./messages/ja/errors.json");
  exports: typeof import("./messages/ja/exports.json");
  frame: typeof import("./messages/ja/frame.json");
  groups: typeof import("./messages/ja/groups.json");
  imports: typeof import("./messages/ja/imports.json");
  landing: typeof import("./messages/ja/landing.json");
  "legal-pages": typeof import("./messages/ja/legal-pages.json");
  notices: typeof import("./messages/ja/notices.json");
  operatorBackups: typeof import("./messages/ja/operatorBackups.json");
  operator: typeof import("./messages/ja/operator.json");
  permissions: typeof import("./messages/ja/permissions.json");
  plans: typeof import("./messages/ja/plans.json");
  sending: typeof import("./messages/ja/sending.json");
  settings: typeof import("./messages/ja/settings.json");
  signIn: typeof import("./messages/ja/signIn.json");
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
