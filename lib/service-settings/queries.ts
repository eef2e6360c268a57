import { eq } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { serviceSettings } from "@/db/schema/watching";
import { log } from "@/lib/log";
import { type ServiceSetting, type ServiceSettingKey, serviceSettingsSchema } from "./schema";

/** A setting as it is now, or null when nobody has changed it from its default. */
export async function findSetting<K extends ServiceSettingKey>(
  key: K,
  db: Pick<Transaction, "select"> = controlDb(),
): Promise<ServiceSetting<K> | null> {
  const [row] = await db
    .select({ value: serviceSettings.value })
    .from(serviceSettings)
    .where(eq(serviceSettings.key, key));
  if (!row) return null;
  const parsed = serviceSettingsSchema[key].safeParse(row.value);
  if (!parsed.success) {
    log.error({ key, err: parsed.error }, "a stored setting is not valid, the default is used");
    return null;
  }
  return parsed.data as ServiceSetting<K>;
}
