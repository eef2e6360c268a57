import { and, desc, eq, gt, inArray, or, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { applicationLinks, applications } from "@/db/schema/applications";
import { env } from "@/lib/env";
import { hashToken } from "@/lib/tokens";
import { type LinkStatus, paymentLinkStatus, readPass, resumeLinkStatus } from "./rules";

export type Application = typeof applications.$inferSelect;
type Reader = Pick<Transaction, "select" | "execute">;
type Purpose = "payment" | "resume";

export async function findApplication(
  id: string,
  db: Reader = controlDb(),
): Promise<Application | null> {
  const [row] = await db.select().from(applications).where(eq(applications.id, id));
  return row ?? null;
}

/** The application that a browser's cookie names, and whether it may see more than its own address. */
export async function findApplicationByPass(token: string | undefined) {
  const pass = readPass(token);
  const application = pass && (await findApplication(pass.id));
  return application ? { application, isProven: pass.isProven } : null;
}

/** An application of this address that can go on: paid for, or not yet expired. */
export async function findOpenApplication(db: Reader, email: string): Promise<Application | null> {
  const [row] = await db
    .select()
    .from(applications)
    .where(
      and(
        eq(applications.email, email),
        or(
          inArray(applications.state, ["paid", "verified", "building"]),
          and(eq(applications.state, "submitted"), gt(applications.expiresAt, new Date())),
        ),
      ),
    )
    .orderBy(sql`(${applications.state} = 'submitted')`, desc(applications.createdAt))
    .limit(1);
  return row ?? null;
}

/** Whether somebody signs in with this address already, in any tenant. */
export async function hasAccount(db: Pick<Transaction, "execute">, email: string) {
  const rows = await db.execute<{ state: string }>(sql`select state from find_sign_ins(${email})`);
  return rows.some((row) => row.state === "active");
}

export async function findLink(
  db: Reader,
  token: string,
  purpose: Purpose,
): Promise<{ link: typeof applicationLinks.$inferSelect; application: Application } | null> {
  const [row] = await db
    .select({ link: applicationLinks, application: applications })
    .from(applicationLinks)
    .innerJoin(applications, eq(applications.id, applicationLinks.applicationId))
    .where(
      and(eq(applicationLinks.tokenHash, hashToken(token)), eq(applicationLinks.purpose, purpose)),
    );
  return row ?? null;
}

/** What a mailed link is worth, without using it: mail scanners open links too. */
export async function getLinkView(
  token: string,
  purpose: Purpose,
): Promise<{ status: LinkStatus; application: Application | null }> {
  const found = await findLink(controlDb(), token, purpose);
  const facts = found ? { ...found.link, state: found.application.state } : undefined;
  const status = purpose === "payment" ? paymentLinkStatus(facts) : resumeLinkStatus(facts);
  return { status, application: found?.application ?? null };
}

/** Whether the installation is one customer's own and that customer is there: then nobody else signs up. */
export async function isTaken(): Promise<boolean> {
  if (env().HOSTING === "shared") return false;
  const rows = await controlDb().execute(sql`select 1 from list_tenant_ids(null, 1)`);
  return rows.length > 0;
}
