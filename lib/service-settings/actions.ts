"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { setAbuseThresholds, setConcurrency, setRampUp, setThresholds } from "./mutations";
import {
  setAbuseThresholdsSchema,
  setConcurrencySchema,
  setRampUpSchema,
  setThresholdsSchema,
} from "./schema";

export const setConcurrencyAction = operatorAction(setConcurrencySchema, setConcurrency, {
  revalidate: [paths.operatorCapacity],
});
export const setThresholdsAction = operatorAction(setThresholdsSchema, setThresholds, {
  revalidate: [paths.operatorHealth],
});
export const setAbuseThresholdsAction = operatorAction(
  setAbuseThresholdsSchema,
  setAbuseThresholds,
  { revalidate: [paths.operatorAbuseSettings] },
);
export const setRampUpAction = operatorAction(setRampUpSchema, setRampUp, {
  revalidate: [paths.operatorAbuseSettings],
});
