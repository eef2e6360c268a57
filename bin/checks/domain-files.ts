import { conclude, filesBelow } from "./source-files";

/** A domain that needs another kind of file becomes two domains. */
const vocabulary =
  /^((schema|rules|queries|mutations|actions|jobs)\.ts|email\.tsx|.+\.test\.tsx?)$/;
const alsoAllowed = new Set(["lib/users/permissions.ts"]);
const platform = new Set(["auth", "audit", "i18n", "mail", "queue", "sending", "worker"]);

const problems = filesBelow("lib").flatMap((path) => {
  const [, domain = "", ...rest] = path.split("/");
  const isDomain = rest.length > 0 && !platform.has(domain);
  const isKnown = vocabulary.test(rest.join("/")) || alsoAllowed.has(path);
  return isDomain && !isKnown ? [`${path}: no such kind of file in a domain`] : [];
});

conclude(problems);
