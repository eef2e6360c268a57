"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { setConcurrency, setPaymentGrace, setThresholds } from "./mutations";
import { setConcurrencySchema, setPaymentGraceSchema, setThresholdsSchema } from "./schema";

export const setConcurrencyAction = operatorAction(setConcurrencySchema, setConcurrency, {
  revalidate: [paths.operatorCapacity],
});
export const setPaymentGraceAction = operatorAction(setPaymentGraceSchema, setPaymentGrace, {
  revalidate: [paths.operatorTenants],
});
export const setThresholdsAction = operatorAction(setThresholdsSchema, setThresholds, {
  revalidate: [paths.operatorHealth],
});
