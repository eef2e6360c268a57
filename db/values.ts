/** Allowed values and limits of stored columns; the database checks the same lists. */
export const applicationStates = [
  "submitted",
  "paid",
  "verified",
  "building",
  "completed",
] as const;
export const applicationLinkPurposes = ["payment", "resume"] as const;
export const tenantStates = ["active", "suspended", "closing"] as const;
export const userStates = ["invited", "active", "deactivated"] as const;
export const roleNames = ["master", "manager", "sender", "author", "viewer"] as const;
/** Roles that are given without a person choosing: never master. */
export const assignableRoles = ["manager", "sender", "author", "viewer"] as const;
export const signInWays = ["password", "single_sign_on"] as const;
export const signOnPresets = ["entra", "google", "okta", "other"] as const;
export const signOnAttemptPurposes = ["sign_in", "test"] as const;
export const signInOutcomes = ["success", "failure"] as const;
export const userTokenPurposes = [
  "invitation",
  "password_reset",
  "email_old",
  "email_new",
  "network_recovery",
] as const;
export const emailChangeStates = ["open", "completed", "refused", "withdrawn", "failed"] as const;
export const mastershipOfferStates = [
  "open",
  "accepted",
  "declined",
  "withdrawn",
  "expired",
] as const;
export const attributeSubjects = ["address", "user"] as const;
export const attributeTypes = ["text", "number", "date", "choice"] as const;
export const addressSources = ["manual", "import", "form"] as const;
/** Whether a sign-up form asks for something. */
export const signupFieldModes = ["none", "optional", "required"] as const;
export const tagColors = [
  "gray",
  "red",
  "orange",
  "amber",
  "green",
  "teal",
  "blue",
  "violet",
  "pink",
] as const;
export const importStates = [
  "uploaded",
  "checking",
  "checked",
  "queued",
  "running",
  "finished",
  "failed",
  "cancelled",
  "undoing",
  "undone",
] as const;
/** What a cell without text does to a stored value. */
/** What an import does with characters that code page 932 has no place for. */
export const lostCharacterModes = ["refuse", "replace"] as const;
export const emptyCellModes = ["keep", "clear"] as const;
/** What becomes of tags that an address has and its row does not name. */
export const tagModes = ["add", "replace"] as const;
export const importModes = ["upsert", "insert", "update"] as const;
/** What a customer's own program may do with its token. */
export const apiScopes = ["addresses:write", "imports:undo"] as const;
export const textEncodings = ["utf-8", "cp932", "utf-16le", "utf-16be"] as const;
export const deliveryStates = [
  "draft",
  "scheduled",
  "preparing",
  "sending",
  "paused",
  "finished",
  "cancelled",
  "failed",
] as const;
/** What became of a request to approve a delivery; `void`: what is sent was changed afterwards. */
export const approvalStates = ["requested", "approved", "returned", "withdrawn", "void"] as const;
/** Why a recipient may be mailed again by a delivery of its own. */
export const missedKinds = ["failed", "softBounced", "unknown", "cancelled", "notOpened"] as const;
/** By what a delivery's recipients are counted. */
export const tallyKinds = ["domain", "reason", "course", "view"] as const;
export type TallyKind = (typeof tallyKinds)[number];
export const batchStates = ["queued", "sending", "done", "cancelled"] as const;
export const recipientStates = [
  "queued",
  "sending",
  "accepted",
  "delivered",
  "bounced",
  "failed",
  "suppressed",
  "cancelled",
  "unknown",
] as const;
export const suppressionReasons = ["unsubscribed", "bounced", "complained", "manual"] as const;
/** What a recipient may name as the cause of an unsubscription. */
export const unsubscribeCauses = [
  "too_many",
  "not_relevant",
  "not_requested",
  "other_address",
  "other",
] as const;
export const noticeKinds = [
  "change",
  "maintenance",
  "incident",
  "vulnerability",
  "information",
] as const;
export const noticeStates = ["draft", "scheduled", "published"] as const;
export const noticeAudiences = ["all", "plans", "tenants"] as const;
export const noticeStatuses = [
  "investigating",
  "affected",
  "not_affected",
  "mitigated",
  "completed",
] as const;
export const incidentSources = ["operator", "customer"] as const;
export const incidentEntryKinds = [
  "opened",
  "reported",
  "note",
  "changed",
  "escalated",
  "overdue",
  "notified",
  "closed",
] as const;
export const outboxChannels = ["dashboard", "mail", "chatwork"] as const;
/** `unknown`: the transport may or may not have taken it; `off`: the channel was not configured. */
export const outboxStates = ["queued", "sending", "told", "failed", "unknown", "off"] as const;
export const noticeLocales = ["ja", "en"] as const;
export const operatorStates = ["active", "deactivated"] as const;
export const auditCheckStates = ["running", "verified", "broken"] as const;
export const jobRunStates = ["running", "succeeded", "failed"] as const;
export const metricSteps = ["minute", "hour", "day"] as const;
export const alarmRules = [
  "cpu",
  "memory",
  "disk",
  "connections",
  "queue_age",
  "delivery_age",
  "failed_jobs",
  "workers",
  "clock_offset",
  "certificate_days",
  "backup_age",
  "outbox_age",
  "stuck_deliveries",
  "stuck_applications",
] as const;
export const upgradeStates = ["running", "succeeded", "failed"] as const;

/** Messages in one provider call and in one batch. */
export const batchSize = 100;
/** Longest e-mail address in characters (RFC 5321 4.5.3.1). */
export const emailMaxLength = 254;
export const suspicionKinds = [
  "bad_origin",
  "forged_webhook",
  "oversized_body",
  "path_probe",
  "tampered_token",
  "throttled",
  "unknown_id",
] as const;
export const blockSources = ["automatic", "manual"] as const;
export const backupStates = ["running", "verified", "failed", "damaged", "deleted"] as const;
export const backupWays = ["pg_dump", "copy"] as const;
export const drillStates = ["running", "succeeded", "failed"] as const;
export const backupRequestKinds = ["backup", "drill"] as const;
export const endingReasons = ["finished", "price", "features", "moved", "other"] as const;
export const endingStates = ["closing", "erasing", "erased"] as const;
export const evidenceStates = ["queued", "running", "ready", "failed"] as const;
export const supportCategories = [
  "howTo",
  "delivery",
  "addresses",
  "account",
  "billing",
  "trouble",
  "monitoring",
  "other",
] as const;
export const supportStates = ["open", "answered", "closed"] as const;
export const supportEntryKinds = ["message", "closed", "reopened"] as const;
export const supportAuthors = ["user", "operator"] as const;
export const abuseKinds = [
  "bounce_rate",
  "complaint_rate",
  "volume",
  "content",
  "exports",
  "failed_sign_ins",
  "breached_sign_ins",
  "trap",
] as const;
/** `hard` puts the brake on by itself. */
export const abuseLevels = ["warning", "hard"] as const;
export const findingStates = ["open", "confirmed", "dismissed"] as const;
export const brakeSources = ["automatic", "operator"] as const;
export const utilityKinds = ["retag", "replace", "remove", "duplicates", "export"] as const;
export const utilityStates = [
  "queued",
  "running",
  "finished",
  "failed",
  "undoing",
  "undone",
  "withdrawn",
] as const;
