import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import type { ActionResult } from "@/components/ui/action-result";
import { withProof } from "@/components/ui/proof-gate";

type Texts = { unsupported: string; cancelled: string };
type Asked<Answer> = { ok: true; data: Answer } | { ok: false; message: string };

const failed = (message: string) => ({ ok: false as const, message });

/** Has the browser sign with a passkey; says why not when the person breaks it off. */
export async function askPasskey(
  start: () => Promise<ActionResult<PublicKeyCredentialRequestOptionsJSON>>,
  texts: Texts,
): Promise<Asked<Awaited<ReturnType<typeof startAuthentication>>>> {
  if (!browserSupportsWebAuthn()) return failed(texts.unsupported);
  const options = await start();
  if (!options.ok) return failed(options.message);
  const answer = await startAuthentication({ optionsJSON: options.data }).catch(() => null);
  return answer ? { ok: true, data: answer } : failed(texts.cancelled);
}

/** Has the browser make a passkey. */
export async function makePasskey(
  start: () => Promise<ActionResult<PublicKeyCredentialCreationOptionsJSON>>,
  texts: Texts,
): Promise<Asked<Awaited<ReturnType<typeof startRegistration>>>> {
  if (!browserSupportsWebAuthn()) return failed(texts.unsupported);
  const options = await withProof(start);
  if (!options.ok) return failed(options.message);
  const answer = await startRegistration({ optionsJSON: options.data }).catch(() => null);
  return answer ? { ok: true, data: answer } : failed(texts.cancelled);
}
