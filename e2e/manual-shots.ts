import { paths } from "@/lib/paths";

/** What a screenshot needs of the demo tenant. */
export type DemoIds = { sent: string; draft: string; group: string; user: string };

/** The manual's pictures by file name: which screen each of them shows. */
export const manualShots: Record<string, (demo: DemoIds) => string> = {
  account: () => paths.account,
  addresses: () => paths.addresses,
  api: () => paths.apiSettings,
  approvals: () => paths.approvalSettings,
  attributes: () => paths.attributes,
  audit: () => paths.audit,
  billing: () => paths.billing,
  compose: ({ draft }) => paths.deliveryEdit(draft),
  dashboard: () => paths.dashboard,
  deliveries: () => paths.deliveries,
  groups: ({ group }) => paths.group(group),
  history: ({ sent }) => paths.delivery(sent),
  imports: () => paths.newImport,
  isolation: () => paths.isolation,
  notices: () => paths.notices,
  permissions: ({ user }) => paths.user(user),
  recipients: ({ sent }) => paths.deliveryRecipients(sent),
  senders: () => paths.senders,
  settings: () => paths.settings,
  "signup-forms": () => paths.signupForms,
  support: () => paths.support,
  suppressions: () => paths.suppressions,
  tags: () => paths.tags,
  users: () => paths.users,
  utilities: () => paths.utilities,
};
