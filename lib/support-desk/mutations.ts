import "server-only";
import { readFile } from "node:fs/promises";
import { and, eq, isNotNull, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { supportEntries, supportFiles, supportRequests } from "@/db/schema/support";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import { mailTranslator } from "@/lib/mail/translator";
import { tell } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";
import { isOpenToReplies } from "@/lib/support/rules";
import { supportFilePath } from "@/lib/support-files/rules";
import { isUuid } from "@/lib/uuid";
import type { AnswerSupportInput, CloseAnsweredInput } from "./schema";

type Wanted = { tenantId: string; id: string };
type Locked = Awaited<ReturnType<typeof lock>>;

/** Answers a request and tells its asker by mail; the customer's own log says so too. Throws `conflict` when closed. */
export async function answerSupport(
  operator: OperatorContext,
  { body, ...wanted }: AnswerSupportInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const request = await lock(tx, wanted);
    if (!isOpenToReplies(request.state)) throw new AppError("conflict", "support.errors.closed");
    const entryId = await write(tx, operator, wanted, { kind: "message", body });
    await setState(tx, wanted, "answered");
    await tellAsker(tx, wanted, request, { entryId, event: "answered" });
    await record(tx, operator, request, { ...wanted, state: "answered" });
  });
}

/** Ends a request and tells its asker; one that is closed stays as it is. */
export async function closeAnswered(
  operator: OperatorContext,
  wanted: CloseAnsweredInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const request = await lock(tx, wanted);
    if (request.state === "closed") return;
    const entryId = await write(tx, operator, wanted, { kind: "closed", body: "" });
    await setState(tx, wanted, "closed");
    await tellAsker(tx, wanted, request, { entryId, event: "closed" });
    await record(tx, operator, request, { ...wanted, state: "closed" });
  });
}

/** The content of a file that was sent with a request; who opened it is on record. Throws `not_found`. */
export async function openSupportFile(operator: OperatorContext, { tenantId, id }: Wanted) {
  if (!isUuid(tenantId) || !isUuid(id)) throw notFound();
  const file = await controlDb().transaction(async (tx) => {
    const isSent = and(
      eq(supportFiles.tenantId, tenantId),
      eq(supportFiles.id, id),
      isNotNull(supportFiles.entryId),
    );
    const [row] = await tx.select({ name: supportFiles.name }).from(supportFiles).where(isSent);
    if (!row) throw notFound();
    await recordOperatorAudit(tx, operator, {
      action: "support.file_opened",
      targetType: "supportFile",
      targetId: id,
      details: { tenantId },
    });
    return row;
  });
  return { name: file.name, content: await readFile(supportFilePath(tenantId, id)) };
}

const isWanted = ({ tenantId, id }: Wanted) =>
  and(eq(supportRequests.tenantId, tenantId), eq(supportRequests.id, id));

async function lock(tx: Transaction, wanted: Wanted) {
  const [row] = await tx
    .select({
      subject: supportRequests.subject,
      state: supportRequests.state,
      locale: supportRequests.locale,
    })
    .from(supportRequests)
    .where(isWanted(wanted))
    .for("update");
  if (!row) throw notFound();
  return row;
}

async function write(
  tx: Transaction,
  { operator }: OperatorContext,
  { tenantId, id }: Wanted,
  entry: { kind: "message" | "closed"; body: string },
): Promise<string> {
  const entryId = crypto.randomUUID();
  // Named columns: the operator's role may write no others, defaults included.
  await tx.execute(sql`
    insert into ${supportEntries} (tenant_id, id, request_id, kind, author, author_name, body)
    values (${tenantId}, ${entryId}, ${id}, ${entry.kind}, 'operator', ${operator.name}, ${entry.body})`);
  return entryId;
}

async function setState(
  tx: Transaction,
  wanted: Wanted,
  state: "answered" | "closed",
): Promise<void> {
  await tx.update(supportRequests).set({ state, updatedAt: sql`now()` }).where(isWanted(wanted));
}

/** By mail while the asker is an active user, without the answer's text: that is on the page. */
async function tellAsker(
  tx: Transaction,
  { tenantId, id }: Wanted,
  { locale, subject }: Locked,
  { entryId, event }: { entryId: string; event: "answered" | "closed" },
): Promise<void> {
  const [row] = await tx.execute<{ email: string | null }>(
    sql`select support_asker_email(${tenantId}, ${id}) as email`,
  );
  if (!row?.email) return;
  const text = async (language: "ja" | "en") => {
    const t = await mailTranslator(language, "email-support");
    return {
      title: t(`${event}Title`, { subject }),
      body: t(`${event}Body`, { subject }),
      link: paths.supportRequest(id),
    };
  };
  await tell(
    tx,
    { type: "support", id, part: entryId },
    { ja: await text("ja"), en: await text("en") },
    [{ channel: "mail", to: row.email, tenantId, locale }],
  );
}

async function record(
  tx: Transaction,
  operator: OperatorContext,
  before: Locked,
  { tenantId, id, state }: Wanted & { state: string },
): Promise<void> {
  await recordOperatorAudit(tx, operator, {
    action: `support.${state}`,
    targetType: "supportRequest",
    targetId: id,
    details: { tenantId, before: { state: before.state }, after: { state } },
  });
}
