"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import {
  askSupport,
  closeSupport,
  registerSupportContact,
  reopenSupport,
  replySupport,
} from "./mutations";
import {
  askSupportSchema,
  replySupportSchema,
  supportContactSchema,
  supportIdSchema,
} from "./schema";

const pages = { revalidate: [paths.support] };

export const registerSupportContactAction = tenantAction(
  supportContactSchema,
  registerSupportContact,
  pages,
);
export const askSupportAction = tenantAction(askSupportSchema, askSupport, pages);
export const replySupportAction = tenantAction(replySupportSchema, replySupport, pages);
export const closeSupportAction = tenantAction(supportIdSchema, closeSupport, pages);
export const reopenSupportAction = tenantAction(supportIdSchema, reopenSupport, pages);
