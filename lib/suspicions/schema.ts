import { z } from "zod";
import { isCleanLine } from "@/lib/clean-text";
import { isTooWide, parseNetwork } from "./rules";

const networkSchema = z.string().transform((text, context) => {
  const network = parseNetwork(text);
  if (network && !isTooWide(network)) return network;
  context.addIssue({
    code: "custom",
    message: network ? "operatorSuspicions.errors.tooWide" : "operatorSuspicions.errors.network",
  });
  return z.NEVER;
});

export const blockNetworkSchema = z.object({
  network: networkSchema,
  reason: z.string().trim().min(1).max(200).refine(isCleanLine, "invalidCharacters"),
  hours: z.coerce.number().int().min(1).max(8760),
});
export const unblockNetworkSchema = z.object({ network: z.string().max(64) });

export type BlockNetworkInput = z.output<typeof blockNetworkSchema>;
export type UnblockNetworkInput = z.output<typeof unblockNetworkSchema>;
