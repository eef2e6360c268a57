import config from "./playwright.config";

/** Takes the manual's pictures instead of testing: `npm run manual:screenshots`, after a build. */
export default {
  ...config,
  testMatch: /manual\.screenshots\.ts$/,
  workers: 1,
  // The drills of the test are none of its business.
  projects: [{ name: "chromium", use: { browserName: "chromium" as const } }],
  reporter: "list",
};
