/**
 * Loaded into a worker ahead of everything else: on SIGUSR2 its clock is set back by an hour as a system clock is.
 * `Date` jumps, while timers go on, as they follow the time since the start. SIGHUP sets the clock right again.
 */
const hourMs = 3_600_000;
const SystemDate = Date;
let behindMs = 0;
const now = () => SystemDate.now() - behindMs;

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, given, self) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, self),
  apply: () => new SystemDate(now()).toString(),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});

process.on("SIGUSR2", () => {
  behindMs = hourMs;
});
process.on("SIGHUP", () => {
  behindMs = 0;
});
