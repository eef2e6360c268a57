import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createResendTransport } from "@/lib/sending/resend-transport";
import { createSmtpTransport } from "@/lib/sending/smtp-transport";
import type { Transport } from "@/lib/sending/transport";

export type Given = {
  messages: number;
  /** Calls beyond the allowance. */
  refused: number;
  /** From the first accepted call to the last one. */
  seconds: number;
};
type Kind = "http" | "paced" | "smtp";
export type Provider = { kind: Kind; port: number; given: () => Promise<Given>; close: () => void };

/** Starts `provider.ts` as a process of its own. */
export async function startProvider(kind: Kind): Promise<Provider> {
  const child = fork(join("bench", "provider.ts"), [kind], { execArgv: ["--import", "tsx"] });
  const { port } = await answer<{ port: number }>(child);
  return {
    kind,
    port,
    given: () => {
      const given = answer<Given>(child);
      child.send("given");
      return given;
    },
    close: () => child.disconnect(),
  };
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, "message");
  return message as T;
}

export const urlOf = ({ kind, port }: Provider): string =>
  `${kind === "smtp" ? "smtp" : "http"}://127.0.0.1:${port}`;

/** The service's own transport to it. */
export const transportTo = (provider: Provider): Transport =>
  provider.kind === "smtp"
    ? createSmtpTransport({ url: urlOf(provider) })
    : createResendTransport({ apiKey: "re_bench", baseUrl: urlOf(provider) });
