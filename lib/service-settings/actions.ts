"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { setConcurrency, setPlanLimits, setThresholds } from "./mutations";
import { setConcurrencySchema, setPlanLimitsSchema, setThresholdsSchema } from "./schema";

export const setConcurrencyAction = operatorAction(setConcurrencySchema, setConcurrency, {
  revalidate: [paths.operatorCapacity, paths.operatorSettings],
});
export const setThresholdsAction = operatorAction(setThresholdsSchema, setThresholds, {
  revalidate: [paths.operatorHealth, paths.operatorSettings],
});
export const setPlanLimitsAction = operatorAction(setPlanLimitsSchema, setPlanLimits, {
  revalidate: [paths.operatorSettings],
});
