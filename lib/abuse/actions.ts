"use server";

import { operatorAction } from "@/lib/auth/action";
import { paths } from "@/lib/paths";
import { decideFinding } from "./mutations";
import { decideFindingSchema } from "./schema";

export const decideFindingAction = operatorAction(decideFindingSchema, decideFinding, {
  revalidate: [paths.operatorAbuse],
});
