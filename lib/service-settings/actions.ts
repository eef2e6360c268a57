"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { setConcurrency, setThresholds } from "./mutations";
import { setConcurrencySchema, setThresholdsSchema } from "./schema";

export const setConcurrencyAction = operatorAction(setConcurrencySchema, setConcurrency, {
  revalidate: [paths.operatorCapacity],
});
export const setThresholdsAction = operatorAction(setThresholdsSchema, setThresholds, {
  revalidate: [paths.operatorHealth],
});
