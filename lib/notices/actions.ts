"use server";

import { tenantAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { acknowledgeNotice, markNoticeRead } from "./mutations";
import { noticeIdSchema } from "./schema";

const pages = { revalidate: [paths.dashboard, paths.notices] };

export const markNoticeReadAction = tenantAction(noticeIdSchema, markNoticeRead, pages);
export const acknowledgeNoticeAction = tenantAction(noticeIdSchema, acknowledgeNotice, pages);
