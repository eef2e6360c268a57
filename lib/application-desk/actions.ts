"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { noteRefund, retryBuild } from "./mutations";
import { refundNoteSchema, retryBuildSchema } from "./schema";

const pages = { revalidate: [paths.operatorApplications] };

export const retryBuildAction = operatorAction(retryBuildSchema, retryBuild, pages);
export const noteRefundAction = operatorAction(refundNoteSchema, noteRefund, pages);
