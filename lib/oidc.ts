import * as client from "openid-client";
import { isListedHost, type OutgoingProblem, outgoingErrorIn, outgoingFetch } from "@/lib/outgoing";

export type OidcProblem =
  | OutgoingProblem
  | "no_discovery"
  | "issuer_mismatch"
  | "cancelled"
  | "client_refused"
  | "token_invalid"
  | "token_expired"
  | "refused";

/** Why a provider could not be used, or what it said could not be believed. */
export class OidcError extends Error {
  constructor(
    readonly problem: OidcProblem,
    options?: ErrorOptions,
  ) {
    super(`identity provider: ${problem}`, options);
    this.name = "OidcError";
  }
}

export type OidcClient = { issuer: string; clientId: string; clientSecret: string };

export type OidcAttempt = { state: string; nonce: string; verifier: string };

export type OidcPerson = {
  issuer: string;
  subject: string;
  email: string | null;
  /** Null where the provider says nothing of it, as Entra ID does. */
  isEmailVerified: boolean | null;
  name: string | null;
  /** Google's organisation of the account. */
  hostedDomain: string | null;
};

const timeoutSeconds = 10;
const fetchOutside: client.CustomFetch = (url, options) =>
  outgoingFetch(url, options as Parameters<typeof outgoingFetch>[1]);

/** What the provider publishes about itself (OpenID Connect Discovery 1.0), for use as the given client. */
async function discover({ issuer, clientId, clientSecret }: OidcClient) {
  const address = new URL(issuer);
  const isPlain = address.protocol === "http:" && isListedHost(address);
  const found = await client.discovery(address, clientId, undefined, client.None(), {
    [client.customFetch]: fetchOutside,
    timeout: timeoutSeconds,
    execute: isPlain ? [client.allowInsecureRequests] : [],
  });
  const server = found.serverMetadata();
  const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  const proof = methods.includes("client_secret_post")
    ? client.ClientSecretPost(clientSecret)
    : client.ClientSecretBasic(clientSecret);
  const config = new client.Configuration(server, clientId, clientSecret, proof);
  config[client.customFetch] = fetchOutside;
  config.timeout = timeoutSeconds;
  if (isPlain) client.allowInsecureRequests(config);
  // The signature is checked as well, not only the connection that the token came over.
  client.enableNonRepudiationChecks(config);
  return config;
}

export const newOidcAttempt = (state: string): OidcAttempt => ({
  state,
  nonce: client.randomNonce(),
  verifier: client.randomPKCECodeVerifier(),
});

/** Where to send the browser (authorization code with PKCE, state and nonce). Throws `OidcError`. */
export async function authorizationUrl(
  given: OidcClient,
  attempt: OidcAttempt,
  { redirectUri, loginHint }: { redirectUri: string; loginHint?: string | undefined },
): Promise<string> {
  return believing(async () => {
    const config = await discover(given);
    const challenge = await client.calculatePKCECodeChallenge(attempt.verifier);
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: "openid email profile",
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: challenge,
      code_challenge_method: "S256",
      ...(loginHint ? { login_hint: loginHint } : {}),
    });
    if (url.protocol !== "https:" && !isListedHost(url)) throw new OidcError("not_https");
    return url.href;
  });
}

/**
 * Exchanges the code in `returned` and tells who signed in. Issuer, audience, signature, times, nonce, state and PKCE are
 * checked (OpenID Connect Core 1.0, 3.1.3.7). Throws `OidcError`.
 */
export async function readPerson(
  given: OidcClient,
  attempt: OidcAttempt,
  returned: URL,
): Promise<OidcPerson> {
  return believing(async () => {
    const config = await discover(given);
    const tokens = await client.authorizationCodeGrant(config, returned, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new OidcError("token_invalid");
    const needsMore = claims.email === undefined && config.serverMetadata().userinfo_endpoint;
    const more = needsMore
      ? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
      : {};
    return toPerson({ ...more, ...claims });
  });
}

function toPerson(claims: client.IDToken & Record<string, unknown>): OidcPerson {
  const text = (value: unknown) => (typeof value === "string" && value ? value : null);
  const verified = claims.email_verified;
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: text(claims.email),
    // Some providers send the word instead of the value.
    isEmailVerified: verified === undefined ? null : verified === true || verified === "true",
    name: text(claims.name),
    hostedDomain: text(claims.hd)?.toLowerCase() ?? null,
  };
}

async function believing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OidcError) throw error;
    throw new OidcError(problemOf(error), { cause: error });
  }
}

const byCode: Record<string, OidcProblem> = {
  OAUTH_TIMEOUT: "unreachable",
  OAUTH_HTTP_REQUEST_FORBIDDEN: "not_https",
  OAUTH_RESPONSE_IS_NOT_JSON: "no_discovery",
  OAUTH_RESPONSE_IS_NOT_CONFORM: "no_discovery",
  OAUTH_PARSE_ERROR: "no_discovery",
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: "issuer_mismatch",
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: "token_expired",
};

function problemOf(error: unknown): OidcProblem {
  const outgoing = outgoingErrorIn(error);
  if (outgoing) return outgoing.problem;
  if (error instanceof client.AuthorizationResponseError)
    return error.error === "access_denied" ? "cancelled" : "refused";
  if (error instanceof client.ResponseBodyError)
    return /^(invalid|unauthorized)_client$/.test(error.error) ? "client_refused" : "refused";
  if (error instanceof client.WWWAuthenticateChallengeError) return "client_refused";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return byCode[code] ?? "token_invalid";
}
