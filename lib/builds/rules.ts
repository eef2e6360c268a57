import { randomInt } from "node:crypto";

/** What building an environment consists of, in order; `applications.build_step` counts the finished ones. */
export const buildSteps = ["tenant", "master", "terms", "starter", "completion"] as const;
export type BuildStep = (typeof buildSteps)[number];

/** Letters and digits that are not mistaken for one another. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** An account id such as `EC-7K2M-9QXB`. */
export function newAccountId(): string {
  const part = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `EC-${part()}-${part()}`;
}

export type BuildStepState = "waiting" | "running" | "done" | "failed";

/** How each step stands for a person who watches. */
export function buildProgress(
  done: number,
  hasFailed: boolean,
): { id: BuildStep; state: BuildStepState }[] {
  return buildSteps.map((id, index) => {
    if (index < done) return { id, state: "done" };
    if (index > done) return { id, state: "waiting" };
    return { id, state: hasFailed ? "failed" : "running" };
  });
}

/** Seconds without a sign of life after which an application is taken up again. */
export const quietSeconds = 120;

/** What a new environment begins with. */
export const starterContent = {
  tags: [
    { key: "prospect", color: "blue" },
    { key: "customer", color: "green" },
    { key: "internal", color: "gray" },
  ],
  attributes: ["lastName", "firstName", "company"],
} as const;
