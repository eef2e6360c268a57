import { randomBytes } from "node:crypto";
import { createEmulator } from "emulate";
import { freePort } from "./free-port";
import { startResendFront } from "./resend-front";
import { emulatorEventsPath, startStripeFront } from "./stripe-front";

/** A provider on this machine and the settings that lead the service to it. */
export type LocalProvider = { url: string; env: Record<string, string>; stop(): Promise<void> };

type Options = { publicUrl: string; port?: number };

export async function startLocalStripe({ publicUrl, port }: Options): Promise<LocalProvider> {
  const frontPort = await freePort(port);
  const frontUrl = `http://127.0.0.1:${frontPort}`;
  const emulatorPort = await freePort();
  const emulatorSecret = newWebhookSecret();
  const webhookSecret = newWebhookSecret();
  const events = { url: frontUrl + emulatorEventsPath, events: ["*"], secret: emulatorSecret };
  const emulator = await createEmulator({
    service: "stripe",
    port: emulatorPort,
    baseUrl: frontUrl,
    seed: { stripe: { webhooks: [events] } },
  });
  const front = await startStripeFront({
    port: frontPort,
    emulatorUrl: `http://127.0.0.1:${emulatorPort}`,
    emulatorSecret,
    webhookUrl: `${publicUrl}/api/webhooks/stripe`,
    webhookSecret,
  });
  return {
    url: front.url,
    env: {
      STRIPE_SECRET_KEY: "sk_test_local",
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_BASE: front.url,
    },
    stop: () => stopAll(front, emulator),
  };
}

export async function startLocalResend({ publicUrl, port }: Options): Promise<LocalProvider> {
  const frontPort = await freePort(port);
  const emulatorPort = await freePort();
  const webhookSecret = newWebhookSecret();
  const inboundSecret = newWebhookSecret();
  const emulator = await createEmulator({
    service: "resend",
    port: emulatorPort,
    baseUrl: `http://127.0.0.1:${frontPort}`,
  });
  const front = await startResendFront({
    port: frontPort,
    emulatorUrl: `http://127.0.0.1:${emulatorPort}`,
    webhookUrl: `${publicUrl}/api/webhooks/resend`,
    webhookSecret,
    inbound: { webhookUrl: `${publicUrl}/api/webhooks/inbound`, webhookSecret: inboundSecret },
  });
  return {
    url: front.url,
    env: {
      RESEND_API_KEY: "re_local",
      RESEND_WEBHOOK_SECRET: webhookSecret,
      RESEND_BASE_URL: front.url,
      RESEND_INBOUND_WEBHOOK_SECRET: inboundSecret,
      INBOUND_DOMAIN: process.env.INBOUND_DOMAIN || "inbound.ecai.example",
    },
    stop: () => stopAll(front, emulator),
  };
}

function newWebhookSecret(): string {
  return `whsec_${randomBytes(24).toString("base64")}`;
}

async function stopAll(...servers: { close(): Promise<void> }[]): Promise<void> {
  await Promise.all(servers.map((server) => server.close()));
}
