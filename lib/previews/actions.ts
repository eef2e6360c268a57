"use server";

import { tenantAction } from "@/lib/auth/action";
import { sendTestMail } from "./mutations";
import { findPreviewAddresses, previewDraft } from "./queries";
import { findPreviewAddressesSchema, previewDraftSchema, sendTestMailSchema } from "./schema";

export const previewDraftAction = tenantAction(previewDraftSchema, previewDraft);
export const findPreviewAddressesAction = tenantAction(
  findPreviewAddressesSchema,
  findPreviewAddresses,
  { isSearch: true },
);
export const sendTestMailAction = tenantAction(sendTestMailSchema, sendTestMail);
