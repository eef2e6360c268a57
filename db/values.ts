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
export const userTokenPurposes = ["invitation", "password_reset"] as const;
export const attributeSubjects = ["address", "user"] as const;
export const attributeTypes = ["text", "number", "date", "choice"] as const;
export const addressSources = ["manual", "import", "form"] as const;
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
  "queued",
  "running",
  "finished",
  "failed",
  "cancelled",
] as const;
export const importModes = ["upsert", "insert", "update"] as const;
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
export const noticeKinds = [
  "change",
  "maintenance",
  "incident",
  "vulnerability",
  "information",
] as const;
export const operatorStates = ["active", "deactivated"] as const;
export const jobRunStates = ["running", "succeeded", "failed"] as const;

/** Messages in one provider call and in one batch. */
export const batchSize = 100;
/** Longest e-mail address in characters (RFC 5321 4.5.3.1). */
export const emailMaxLength = 254;
export const backupStates = ["running", "verified", "failed", "damaged", "deleted"] as const;
export const backupWays = ["pg_dump", "copy"] as const;
export const drillStates = ["running", "succeeded", "failed"] as const;
export const backupRequestKinds = ["backup", "drill"] as const;
export const endingReasons = ["finished", "price", "features", "moved", "other"] as const;
export const endingStates = ["closing", "erasing", "erased"] as const;
