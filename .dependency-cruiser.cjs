const test = "\\.test\\.tsx?$";
const domain = "^lib/(?!auth/|audit/|mail/|queue/|worker/|i18n/)([^/]+)/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^(server-only|@/\\.next)" },
    },
    {
      name: "floor-imports-nothing-of-ours",
      comment: "env, errors, log, paths and their like are what everything stands on",
      severity: "error",
      from: { path: "^lib/[^/]+\\.tsx?$|^db/values\\.ts$", pathNot: test },
      to: { path: "^(app|bin|components|db|e2e)/|^lib/.+/" },
    },
    {
      name: "db-knows-no-one-above",
      severity: "error",
      from: { path: "^db/", pathNot: `${test}|^db/(testing|seed)` },
      to: { path: "^(app|components|bin|e2e)/|^lib/.+/" },
    },
    {
      name: "seed-writes-only-through-the-domains-floor",
      severity: "error",
      from: { path: "^db/(testing|seed)" },
      to: { path: "^(app|components|bin|e2e)/" },
    },
    {
      name: "lib-imports-no-ui",
      severity: "error",
      from: { path: "^lib/", pathNot: test },
      to: { path: "^(app|components)/" },
    },
    {
      name: "lib-knows-no-next",
      comment: "only actions and the sign-in machinery know about Next",
      severity: "error",
      from: { path: "^lib/", pathNot: `${test}|/actions\\.ts$|^lib/(auth|i18n)/` },
      to: { path: "^next(/|$)|node_modules/next/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "components-take-data-by-props",
      severity: "error",
      from: { path: "^components/", pathNot: test },
      to: {
        path: "^db/(?!values)|^lib/[^/]+/(queries|mutations|jobs)\\.tsx?$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "design-system-knows-no-domain",
      severity: "error",
      from: { path: "^components/ui/", pathNot: test },
      to: { path: `^components/(?!ui/)|${domain}` },
    },
    {
      name: "app-never-imports-db",
      severity: "error",
      from: { path: "^app/", pathNot: test },
      to: { path: "^db/(?!values)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "app-writes-through-actions",
      comment: "route handlers have no actions to call",
      severity: "error",
      from: { path: "^app/", pathNot: `${test}|/route\\.tsx?$` },
      to: { path: "^lib/[^/]+/mutations\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "sql-stays-in-its-places",
      comment: "drizzle and postgres only in db, lib/auth, queries and mutations",
      severity: "error",
      from: {
        path: "^(app|components|lib)/",
        pathNot: `${test}|^lib/(auth|sending|queue|audit|worker)/|/(queries|mutations)\\.ts$`,
      },
      to: {
        path: "node_modules/(drizzle-orm|postgres)/|^db/(?!values|schema)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "actions-and-jobs-are-closed",
      comment: "another domain's actions and jobs are its own business",
      severity: "error",
      from: { path: "^lib/([^/]+)/", pathNot: `${test}|^lib/worker/` },
      to: { path: "^lib/[^/]+/(actions|jobs)\\.ts$", pathNot: "^lib/$1/" },
    },
    {
      name: "nobody-imports-the-worker",
      severity: "error",
      from: { pathNot: "^lib/worker/" },
      to: { path: "^lib/worker/" },
    },
    {
      name: "product-never-imports-tools",
      severity: "error",
      from: { path: "^(app|components|db|lib)/", pathNot: test },
      to: { path: "^(bin|bench|e2e)/" },
    },
    {
      name: "no-development-packages-in-the-product",
      severity: "error",
      from: { path: "^(app|components|db|lib)/", pathNot: `${test}|^db/testing` },
      to: {
        dependencyTypes: ["npm-dev"],
        dependencyTypesNot: ["type-only"],
        pathNot: "node_modules/@types/",
      },
    },
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|\\.data)" },
    moduleSystems: ["es6", "cjs"],
    webpackConfig: { fileName: "bin/checks/module-aliases.cjs" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json", ".css"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
