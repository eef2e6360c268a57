import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

export type Person = { email?: string; email_verified?: boolean; name?: string; hd?: string };

export type IdentityProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Whom the provider knows, by subject. */
  people: Map<string, Person>;
  settings: {
    /** Who signs in without being asked; null: a form asks. */
    signsIn: string | null;
    /** How far the clock is behind with which it issues tokens. */
    clockBehindMs: number;
  };
  stop: () => Promise<void>;
};

const clientId = "ecai-test";
const clientSecret = "a-client-secret-for-tests-0123456789abcdef";

/** A real OpenID Connect provider on this machine (the package oidc-provider). */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people: IdentityProvider["people"] = new Map();
  const settings: IdentityProvider["settings"] = { signsIn: null, clockBehindMs: 0 };
  const provider = new Provider(issuer, configurationFor(people));
  // Each test's tenant has a return address of its own.
  provider.Client.prototype.redirectUriAllowed = (address) =>
    /^http:\/\/localhost(:\d+)?\/api\/sign-on\/[0-9a-f-]{36}\/callback$/.test(address);
  provider.on("server_error", (_ctx, error) => process.stderr.write(`${error.stack}\n`));
  addSignInForm(provider, people, settings);
  server.on("request", provider.callback());
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { issuer, clientId, clientSecret, people, settings, stop };
}

function configurationFor(people: IdentityProvider["people"]): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: ["http://localhost/api/sign-on/any/callback"],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { email: ["email", "email_verified"], profile: ["name"], openid: ["sub", "hd"] },
    cookies: { keys: ["a-cookie-key-for-tests"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: { IdToken: 600, Grant: 600, Session: 600, Interaction: 600 },
    findAccount: (_ctx, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...people.get(subject) }),
    }),
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc;
      const grant = new provider.Grant({
        clientId: client?.clientId ?? "",
        accountId: session?.accountId ?? "",
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  };
}

function addSignInForm(
  provider: Provider,
  people: IdentityProvider["people"],
  settings: IdentityProvider["settings"],
): void {
  provider.use(async (ctx, next) => {
    if (ctx.path === "/token") return behind(settings.clockBehindMs, next);
    if (!ctx.path.startsWith("/interaction/")) return next();
    const typed = ctx.query.subject;
    const subject = settings.signsIn ?? (typeof typed === "string" ? typed : null);
    if (subject !== null) {
      const login = people.has(subject)
        ? { login: { accountId: subject } }
        : { error: "access_denied" };
      ctx.respond = false;
      await provider.interactionFinished(ctx.req, ctx.res, login);
      return;
    }
    ctx.type = "html";
    ctx.body = `<!doctype html><title>Test provider</title><form>
      <label>Subject <input name="subject"></label><button>Continue</button></form>`;
  });
}

async function behind(milliseconds: number, work: () => Promise<unknown>): Promise<void> {
  const now = Date.now;
  Date.now = () => now() - milliseconds;
  try {
    await work();
  } finally {
    Date.now = now;
  }
}
