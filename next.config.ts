import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

/** What every answer carries; proxy.ts adds what depends on the request, the content policy above all. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  {
    key: "Permissions-Policy",
    value:
      "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()",
  },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Origin-Agent-Cluster", value: "?1" },
];

/** Files and the one route that the proxy does not see: nothing of theirs is ever a page. */
const filePolicy = [
  { key: "X-Frame-Options", value: "DENY" },
  {
    key: "Content-Security-Policy",
    value: "default-src 'none'; frame-ancestors 'none'; sandbox",
  },
];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // The console has an address of its own: without this its pages would not come alive in development.
  allowedDevOrigins: ["127.0.0.1"],
  typedRoutes: false,
  // `npm test` checks types by itself; a start from a fresh clone need not wait for it again.
  typescript: { ignoreBuildErrors: true },
  distDir: process.env.NEXT_DIST_DIR || ".next",
  serverExternalPackages: [
    "@node-rs/argon2",
    "graphile-worker",
    "nodemailer",
    "pg",
    "pino",
    "postgres",
  ],
  experimental: {
    serverActions: { bodySizeLimit: "4mb" },
    // A fresh clone builds once: writing the cache would cost a fifth of its first start.
    turbopackFileSystemCacheForBuild: false,
  },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders },
    ...["/_next/:path*", "/imports/upload", "/icon.svg", "/favicon.ico"].map((source) => ({
      source,
      headers: filePolicy,
    })),
  ],
};

const withNextIntl = createNextIntlPlugin("./lib/i18n/request.ts");

export default withNextIntl(config);
