"use server";

import { operatorAction } from "@/lib/auth/action";
import {
  createNoticeSchema,
  noticeUpdateSchema,
  operatorNoticeSchema,
  publishNoticeSchema,
  updateNoticeSchema,
} from "@/lib/notices/schema";
import { paths } from "@/lib/paths";
import {
  addNoticeUpdate,
  createNotice,
  deleteNotice,
  publishNotice,
  unscheduleNotice,
  updateNotice,
} from "./mutations";

const pages = { revalidate: [paths.operatorNotices] };
const proven = { ...pages, needsProof: true };

export const createNoticeAction = operatorAction(createNoticeSchema, createNotice, pages);
export const updateNoticeAction = operatorAction(updateNoticeSchema, updateNotice, pages);
export const deleteNoticeAction = operatorAction(operatorNoticeSchema, deleteNotice, pages);
export const publishNoticeAction = operatorAction(publishNoticeSchema, publishNotice, proven);
export const unscheduleNoticeAction = operatorAction(operatorNoticeSchema, unscheduleNotice, pages);
export const addNoticeUpdateAction = operatorAction(noticeUpdateSchema, addNoticeUpdate, proven);
