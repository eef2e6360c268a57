import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { attemptsMost, type Evidence, leaseSeconds } from "@/lib/outbox/rules";
import type { OutboxChannel } from "@/lib/outbox/schema";

/** A message in this worker's hands. */
export type Claimed = {
  id: string;
  channel: OutboxChannel;
  target: string;
  tenantId: string | null;
  locale: string;
  title: string;
  body: string;
  link: string | null;
  attempts: number;
  firstTriedAt: Date;
  evidence: Evidence;
  /** Another worker began and never said how it ended. */
  isTakenOver: boolean;
};

/** The SQL twin of `pauseKeyOf`. */
const pauseKey = sql`case m.channel when 'chatwork'
  then 'chatwork:' || case when m.target like 'tenant:%' then m.target else 'provider' end
  else m.channel end`;

/** Takes the message that has waited longest, marking it as being sent before anything is; null when nothing is due. */
export async function claimMessage(): Promise<Claimed | null> {
  const [row] = await controlDb().execute<Claimed & { firstTriedAt: string }>(sql`
    with due as (
      select m.id, m.state as previous from outbox_messages m
      where m.state in ('queued', 'sending') and m.next_at <= clock_timestamp()
        and (m.state = 'queued' or m.lease_until < clock_timestamp())
        and not exists (
          select from outbox_pauses p where p.key = ${pauseKey} and p.until > clock_timestamp())
      order by m.next_at, m.id limit 1 for update of m skip locked
    )
    update outbox_messages m set state = 'sending', attempts = m.attempts + 1, updated_at = now(),
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}),
      first_tried_at = coalesce(m.first_tried_at, clock_timestamp())
    from due, outbox_texts t where m.id = due.id and t.id = m.text_id
    returning m.id, m.channel, m.target, m.tenant_id as "tenantId", t.locale, t.title, t.body, t.link,
      m.attempts, m.first_tried_at as "firstTriedAt", m.evidence, due.previous = 'sending' as "isTakenOver"`);
  return row ? { ...row, firstTriedAt: new Date(row.firstTriedAt) } : null;
}

/** When the next message can be due; null when none waits. */
export async function findNextTime(): Promise<Date | null> {
  const [row] = await controlDb().execute<{ at: string | null }>(sql`
    select min(greatest(m.next_at, case m.state when 'sending' then m.lease_until end, p.until)) as at
    from outbox_messages m left join outbox_pauses p on p.key = ${pauseKey}
    where m.state in ('queued', 'sending')`);
  return row?.at ? new Date(row.at) : null;
}

export const isLastAttempt = ({ attempts }: Claimed): boolean => attempts >= attemptsMost;
