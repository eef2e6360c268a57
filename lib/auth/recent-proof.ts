import { AppError } from "@/lib/errors";

const minutes = 10;

/** Throws `proof_needed` when the person behind a session has not proven themselves within the last ten minutes. */
export function demandProof({ provenAt }: { provenAt?: Date }, now = Date.now()): void {
  if (!provenAt || now - provenAt.getTime() > minutes * 60_000) throw new AppError("proof_needed");
}
