import { contextForJob } from "@/lib/auth/context";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { job } from "@/lib/queue/job";
import { findMailAccount } from "@/lib/sign-in/queries";
import { deviceAlertMail } from "./email";
import { findSignIn } from "./queries";
import { type DeviceAlertInput, deviceAlertSchema } from "./schema";

async function sendDeviceAlert({ tenantId, signInId, locale }: DeviceAlertInput): Promise<void> {
  const ctx = contextForJob(tenantId, "sign-ins.send-device-alert");
  const signIn = await findSignIn(ctx, signInId);
  const account = signIn && (await findMailAccount(ctx, signIn.userId));
  if (!account) return;
  const mail = await deviceAlertMail(locale, { ...account, ...signIn });
  await sendAccountMail({ ...mail, to: account.email, idempotencyKey: `device:${signInId}` });
}

export const signInHistoryJobs = {
  "sign-ins.send-device-alert": job(deviceAlertSchema, sendDeviceAlert),
};
