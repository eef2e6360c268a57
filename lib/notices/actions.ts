"use server";

import { operatorAction, tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { markNoticeRead, publishNotice } from "./mutations";
import { noticeIdSchema, publishNoticeSchema } from "./schema";

export const markNoticeReadAction = tenantAction(noticeIdSchema, markNoticeRead, {
  revalidate: [paths.dashboard, paths.notices],
});
export const publishNoticeAction = operatorAction(publishNoticeSchema, publishNotice, {
  revalidate: [paths.operatorNotices],
});
