"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import {
  setAbuseThresholds,
  setConcurrency,
  setPaymentGrace,
  setPlanLimits,
  setRampUp,
  setThresholds,
} from "./mutations";
import {
  setAbuseThresholdsSchema,
  setConcurrencySchema,
  setPaymentGraceSchema,
  setPlanLimitsSchema,
  setRampUpSchema,
  setThresholdsSchema,
} from "./schema";

export const setConcurrencyAction = operatorAction(setConcurrencySchema, setConcurrency, {
  revalidate: [paths.operatorCapacity, paths.operatorSettings],
});
export const setPaymentGraceAction = operatorAction(setPaymentGraceSchema, setPaymentGrace, {
  revalidate: [paths.operatorTenants],
});
export const setThresholdsAction = operatorAction(setThresholdsSchema, setThresholds, {
  revalidate: [paths.operatorHealth, paths.operatorSettings],
});
export const setPlanLimitsAction = operatorAction(setPlanLimitsSchema, setPlanLimits, {
  revalidate: [paths.operatorSettings],
});
export const setAbuseThresholdsAction = operatorAction(
  setAbuseThresholdsSchema,
  setAbuseThresholds,
  { revalidate: [paths.operatorAbuseSettings] },
);
export const setRampUpAction = operatorAction(setRampUpSchema, setRampUp, {
  revalidate: [paths.operatorAbuseSettings],
});
