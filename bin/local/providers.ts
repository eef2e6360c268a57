import { type LocalProvider, startLocalResend, startLocalStripe } from "./emulators";

export type Providers = {
  env: Record<string, string>;
  inboxUrl: string | undefined;
  stop(): Promise<void>;
};

const usualPorts = { stripe: 3002, resend: 3003 };

/** A local payment or mail provider for each real one that is not configured. */
export async function startProviders(publicUrl: string): Promise<Providers> {
  const started: LocalProvider[] = [];
  const { STRIPE_SECRET_KEY, RESEND_API_KEY, MAIL_TRANSPORT } = process.env;
  if (!STRIPE_SECRET_KEY)
    started.push(await startLocalStripe({ publicUrl, port: usualPorts.stripe }));
  const resend =
    RESEND_API_KEY || MAIL_TRANSPORT === "smtp"
      ? undefined
      : await startLocalResend({ publicUrl, port: usualPorts.resend });
  if (resend) started.push(resend);
  return {
    env: Object.assign({}, ...started.map(({ env }) => env)),
    inboxUrl: resend && `${resend.url}/inbox`,
    stop: async () => {
      await Promise.all(started.map((provider) => provider.stop()));
    },
  };
}
