/** How long an environment may take to be built before somebody should look, in seconds. */
export const stuckAfterSeconds = 600;

type Standing = { state: string; verifiedAt: Date | null; buildError: string | null };

/** Whether an application has been paid and proven and yet has no environment. */
export const isStuck = ({ state, verifiedAt, buildError }: Standing, now = Date.now()): boolean =>
  (state === "verified" || state === "building") &&
  (buildError !== null ||
    (verifiedAt !== null && now - verifiedAt.getTime() > stuckAfterSeconds * 1000));

/** The customer has paid and proven the address: only then there is something to build again. */
export const isBuildable = ({ state }: Pick<Standing, "state">): boolean =>
  state === "verified" || state === "building";
