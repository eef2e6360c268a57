import { contentSchema } from "@/lib/deliveries/schema";

export const checkDraftSchema = contentSchema;
