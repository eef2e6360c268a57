const home = "the caller's own page; what is on it asks for its own permission";
const published = "published to everybody";
const signIn = "a way in: proves who somebody is";
const signUp = "comes before there is a tenant; proven by a mailed link, a code or a cookie";
const link = "proven by the secret in a mailed link";
const recipient = "recipients have no account; proven by the signed link in their mail";
const form = "a customer's sign-up form; whoever has its unguessable address may sign up";
const provider = "proven by the provider's signature";
const measured = "read by monitoring, says nothing of any customer";

/**
 * What the network can call without any permission, each with its reason; lib/auth/wrapped.test.ts refuses whatever
 * demands none and is not here.
 */
export const openEntries: Record<string, string> = {
  "/account": home,
  "/account/proof": home,
  "/account/security": home,
  "/account/sign-ins": home,
  "/dashboard": home,
  "/settings": home,
  "lib/proof/actions.ts startProofPasskeyAction": "a challenge for the caller's own passkeys",

  "/": published,
  "/manual": published,
  "/manual/[page]": published,
  "/privacy": published,
  "/privacy/[version]": published,
  "/responsibility": published,
  "/responsibility/[version]": published,
  "/security": published,
  "/security/[version]": published,
  "/terms": published,
  "/terms/[version]": published,
  "GET /manual/images/[locale]/[name]": published,
  "GET /feed/notices": published,
  "GET /feed/notices/[token]": "a feed reader has no session; proven by the token in its address",
  "lib/i18n/actions.ts setLocaleAction": "the language of the browser that asks",

  "/sign-in": signIn,
  "/sign-in/second-step": signIn,
  "/sign-in/set-up": signIn,
  "/sign-in/sign-on": signIn,
  "/sign-in/terms": signIn,
  "/operator/sign-in": signIn,
  "/operator/sign-in/password": signIn,
  "/operator/sign-in/second-step": signIn,
  "GET /api/auth/[...nextauth]": signIn,
  "POST /api/auth/[...nextauth]": signIn,
  "GET /api/sign-on/[tenantId]/callback": signIn,
  "lib/operator-factors/actions.ts finishOperatorTotpAction": signIn,
  "lib/operator-factors/actions.ts operatorSecondStepAction": signIn,
  "lib/operator-factors/actions.ts startOperatorTotpAction": signIn,
  "lib/operators/actions.ts operatorSignInAction": signIn,
  "lib/passkeys/actions.ts passkeySignInAction": signIn,
  "lib/passkeys/actions.ts startPasskeySignInAction": signIn,
  "lib/second-step/actions.ts secondStepAction": signIn,
  "lib/second-step/actions.ts startSecondStepPasskeyAction": signIn,
  "lib/sign-in/actions.ts signInAction": signIn,
  "lib/signing-on/actions.ts searchSignOnAction": signIn,
  "lib/signing-on/actions.ts startSignOnAction": signIn,
  "/sign-in/network": signIn,
  "POST /sign-out": "ends the session of whoever calls",
  "POST /operator/sign-out": "ends the session of whoever calls",

  "/invitation/[token]": link,
  "/email-change/[token]": link,
  "/network-recovery/[token]": link,
  "lib/email-confirmations/actions.ts confirmEmailChangeAction": link,
  "lib/email-confirmations/actions.ts refuseEmailChangeAction": link,
  "lib/networks/actions.ts recoverNetworksAction": link,
  "/password-reset": "asks for a mailed link",
  "/password-reset/[token]": link,
  "lib/invitations/actions.ts acceptInvitationAction": link,
  "lib/sign-in/actions.ts requestPasswordResetAction": "asks for a mailed link",
  "lib/sign-in/actions.ts resetPasswordAction": link,

  "/sign-up": signUp,
  "/sign-up/payment-result": signUp,
  "/sign-up/payment/[token]": signUp,
  "/sign-up/progress": signUp,
  "/sign-up/registration": signUp,
  "/sign-up/resume/[token]": signUp,
  "/sign-up/sent": signUp,
  "lib/applications/actions.ts enterAction": signUp,
  "lib/applications/actions.ts openPaymentAction": signUp,
  "lib/applications/actions.ts registerAction": signUp,
  "lib/applications/actions.ts requestCodeAction": signUp,
  "lib/applications/actions.ts requestLinkAction": signUp,
  "lib/applications/actions.ts resumeAction": signUp,
  "lib/applications/actions.ts startApplicationAction": signUp,

  "GET /m/c/[token]/[link]": recipient,
  "GET /m/o/[token]": recipient,
  "GET /m/w/[token]": recipient,
  "/unsubscribe/[token]": recipient,
  "GET /api/unsubscribe/[token]": recipient,
  "POST /api/unsubscribe/[token]": recipient,
  "lib/preferences/actions.ts savePreferencesAction": recipient,
  "lib/unsubscribe/actions.ts resubscribeAction": recipient,
  "lib/unsubscribe/actions.ts unsubscribeAction": recipient,

  "/f/[id]": form,
  "/f/[id]/embed": form,
  "/f/[id]/confirmation/[token]": recipient,
  "lib/signup-confirmations/actions.ts confirmSignupAction": recipient,
  "lib/signup-requests/actions.ts submitSignupAction": form,

  "POST /api/webhooks/inbound": provider,
  "POST /api/webhooks/resend": provider,
  "POST /api/webhooks/stripe": provider,
  "GET /healthz": measured,
  "GET /metrics": `${measured}; the operator surface alone answers`,
  "GET /readyz": measured,
};
