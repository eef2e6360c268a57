import { type CronItem, parseCronItems } from "graphile-worker";
import { backupQueue } from "@/lib/backups/rules";

const hour = 3_600_000;
const day = 24 * hour;

/** Task, when (in UTC), attempts, and for how long a run that nobody was there for is made up. */
const table: [task: string, match: string, attempts: number, backfill: number, queue?: string][] = [
  ["applications.sweep", "* * * * *", 1, 0],
  ["notices.sweep", "* * * * *", 1, 0],
  ["incidents.watch", "* * * * *", 1, 0],
  ["outbox.drain", "* * * * *", 1, 0],
  ["watching.service", "* * * * *", 1, 0],
  ["watching.slowly", "7 * * * *", 3, 0],
  ["suspicions.clear-blocks", "23 * * * *", 3, 0],
  ["retention.hourly", "17 * * * *", 3, 0],
  ["abuse.watch", "* * * * *", 1, 0],
  ["abuse.refresh", "33 * * * *", 3, 0],
  ["billing.watch", "27 * * * *", 3, hour],
  // 05:53 in Japan.
  ["packages.audit", "53 20 * * *", 3, day],
  ["quotas.measure", "22 * * * *", 3, 0],
  ["retention.daily", "41 18 * * *", 3, day],
  ["isolation.probe", "23 18 * * *", 3, day],
  ["imports.prune", "52 17 * * *", 3, day],
  ["evidence.prune", "37 17 * * *", 3, day],
  ["utilities.prune", "52 * * * *", 3, hour],
  // 03:10 in Japan daily, 04:40 on Sundays.
  ["backups.daily", "10 18 * * *", 6, 12 * hour, backupQueue],
  ["backups.drill", "40 19 * * 6", 3, 12 * hour, backupQueue],
  ["backups.requests", "* * * * *", 1, 0],
  ["endings.sweep", "7 * * * *", 1, hour, "endings"],
  // 23:50 in Japan.
  ["audit.daily", "50 14 * * *", 10, day],
];

/** What workers do by the clock, together: a run is started once, however many there are. */
export const cronItems = () =>
  parseCronItems(
    table.map(
      ([task, match, maxAttempts, backfillPeriod, queueName]): CronItem => ({
        task,
        match,
        options: { maxAttempts, backfillPeriod, ...(queueName && { queueName }) },
      }),
    ),
  );
