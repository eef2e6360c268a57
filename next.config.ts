import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  {
    key: "Content-Security-Policy",
    value: "frame-ancestors 'none'; base-uri 'self'; object-src 'none'",
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
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

const withNextIntl = createNextIntlPlugin("./lib/i18n/request.ts");

export default withNextIntl(config);
