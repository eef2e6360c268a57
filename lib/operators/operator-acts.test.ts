import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { controlDb } from "@/db/client";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { noteRefund, retryBuild } from "@/lib/application-desk/mutations";
import type { OperatorContext } from "@/lib/auth/context";
import { requestBackup } from "@/lib/backups/mutations";
import {
  addIncidentEntry,
  closeIncident,
  openIncident,
  updateIncident,
} from "@/lib/incidents/mutations";
import { createNoticeSchema } from "@/lib/notices/schema";
import { retryMessage, tell } from "@/lib/outbox/mutations";
import {
  addNoticeUpdate,
  createNotice,
  deleteNotice,
  publishNotice,
  unscheduleNotice,
  updateNotice,
} from "@/lib/publishing/mutations";
import { setTenantLimits } from "@/lib/quotas/mutations";
import {
  setAbuseThresholds,
  setConcurrency,
  setPaymentGrace,
  setPlanLimits,
  setRampUp,
  setThresholds,
} from "@/lib/service-settings/mutations";
import { askSupport } from "@/lib/support/mutations";
import { answerSupport, closeAnswered } from "@/lib/support-desk/mutations";
import { blockNetwork, unblockNetwork } from "@/lib/suspicions/mutations";
import { signOutOperator } from "./mutations";

const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
const lib = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});
afterAll(async () => {
  await superuser`delete from service_settings`;
  await superuser.end();
});

const later = new Date(Date.now() + 40 * 86_400_000);
const draft = createNoticeSchema.parse({
  kind: "information",
  titleJa: "件名",
  titleEn: "Title",
  bodyJa: "本文",
  bodyEn: "Body",
  effectiveAt: "",
  audience: "all",
  planIds: [],
  tenantIds: [],
  mustAcknowledge: false,
  newRegion: "",
  incidentId: "",
});

async function application(): Promise<string> {
  const [row] = await superuser`
    insert into applications (email, state, paid_at, verified_at, expires_at)
    values ('acts@example.jp', 'building', now(), now(), now()) returning id`;
  return row?.id;
}

async function support(): Promise<{ tenantId: string; id: string }> {
  const asked = { category: "other" as const, subject: "質問", body: "本文", fileIds: [] };
  await superuser`
    insert into support_contacts (tenant_id, chatwork_id, chatwork_name, person)
    values (${tenant.tenantId}, 'a', 'b', 'c') on conflict do nothing`;
  const { id } = await askSupport(tenant.ctx, asked);
  return { tenantId: tenant.tenantId, id };
}

const incident = (operator: OperatorContext) =>
  openIncident(operator, {
    title: "障害",
    description: "内容",
    detectedAt: new Date(),
    tenantIds: [tenant.tenantId],
  });

async function told(): Promise<string> {
  const id = randomUUID();
  await tell(controlDb(), { type: "test", id }, { ja: { title: "a", body: "b" } }, [
    { channel: "mail", to: "acts@example.jp", tenantId: tenant.tenantId },
  ]);
  const [row] = await superuser`
    update outbox_messages set state = 'failed' where subject_id = ${id} returning id`;
  return row?.id;
}

type Act = {
  /** The operator's act and what it needs to be possible. */
  run: (operator: OperatorContext) => Promise<unknown>;
  isAboutTenant?: true;
};

const network = "203.0.113.9/32";
const acts: Record<string, Act> = {
  requestBackup: { run: (operator) => requestBackup(operator, { kind: "drill" }) },
  openIncident: { run: incident },
  updateIncident: {
    run: async (operator) => {
      const { id } = await incident(operator);
      await updateIncident(operator, { id, tenantIds: [], impact: "a", cause: "b", measures: "c" });
    },
  },
  addIncidentEntry: {
    run: async (operator) => {
      const { id } = await incident(operator);
      await superuser`update incidents set notified_at = now() where id = ${id}`;
      await addIncidentEntry(operator, { incidentId: id, text: "経過", isShared: true });
    },
    isAboutTenant: true,
  },
  closeIncident: {
    run: async (operator) => {
      const { id } = await incident(operator);
      await superuser`update incidents set notified_at = now() where id = ${id}`;
      await closeIncident(operator, { id, reason: "解決" });
    },
    isAboutTenant: true,
  },
  setTenantLimits: {
    run: (operator) =>
      setTenantLimits(operator, {
        tenantId: tenant.tenantId,
        addresses: 1,
        monthlyMails: null,
        users: null,
        mailsPerHour: null,
      }),
    isAboutTenant: true,
  },
  createNotice: { run: (operator) => createNotice(operator, draft) },
  updateNotice: {
    run: async (operator) =>
      updateNotice(operator, { ...draft, id: (await createNotice(operator, draft)).id }),
  },
  deleteNotice: {
    run: async (operator) => deleteNotice(operator, await createNotice(operator, draft)),
  },
  publishNotice: {
    run: async (operator) => {
      const { id } = await createNotice(operator, draft);
      await publishNotice(operator, { id, scheduledAt: later, overrideReason: "" });
    },
  },
  unscheduleNotice: {
    run: async (operator) => {
      const { id } = await createNotice(operator, draft);
      await publishNotice(operator, { id, scheduledAt: later, overrideReason: "" });
      await unscheduleNotice(operator, { id });
    },
  },
  addNoticeUpdate: {
    run: async (operator) => {
      const { id } = await createNotice(operator, draft);
      await superuser`update notices set state = 'published', published_at = now() where id = ${id}`;
      await addNoticeUpdate(operator, { noticeId: id, status: "", bodyJa: "続報", bodyEn: "More" });
    },
  },
  retryMessage: {
    run: async (operator) => retryMessage(operator, { id: await told() }),
    isAboutTenant: true,
  },
  answerSupport: {
    run: async (operator) => answerSupport(operator, { ...(await supportAsked()), body: "回答" }),
    isAboutTenant: true,
  },
  closeAnswered: {
    run: async (operator) => {
      const request = await supportAsked();
      await answerSupport(operator, { ...request, body: "回答" });
      await closeAnswered(operator, request);
    },
    isAboutTenant: true,
  },
  blockNetwork: {
    run: (operator) => blockNetwork(operator, { network, reason: "攻撃", hours: 1 }),
  },
  unblockNetwork: { run: (operator) => unblockNetwork(operator, { network }) },
  setConcurrency: { run: (operator) => setConcurrency(operator, { concurrency: 4 }) },
  setThresholds: { run: (operator) => setThresholds(operator, { cpu: 0.9 } as never) },
  setPaymentGrace: { run: (operator) => setPaymentGrace(operator, { days: 30 }) },
  setAbuseThresholds: { run: (operator) => setAbuseThresholds(operator, {} as never) },
  setRampUp: {
    run: (operator) => setRampUp(operator, { firstDay: 500, factor: 2, stepDays: 1, days: 30 }),
  },
  setPlanLimits: {
    run: (operator) =>
      setPlanLimits(operator, { planId: "light", addresses: 1, monthlyMails: 1, users: 1 }),
  },
  retryBuild: { run: async (operator) => retryBuild(operator, { id: await application() }) },
  noteRefund: {
    run: async (operator) => noteRefund(operator, { id: await application(), note: "全額" }),
  },
  signOutOperator: { run: signOutOperator },
};

const questions: { tenantId: string; id: string }[] = [];
async function supportAsked() {
  const request = questions.pop();
  if (!request) throw new Error("no question was asked beforehand");
  return request;
}

/** The mutations that actions of the operator console call. */
function wiredActs(): string[] {
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("actions.ts"),
  );
  return files.flatMap((file) =>
    [
      ...readFileSync(path.join(lib, file), "utf8").matchAll(/operatorAction\(\s*\w+,\s*(\w+)/g),
    ].map(([, name = ""]) => name),
  );
}

describe("what the provider's staff do", () => {
  it("W23: every act is in the operators' chained log, and one about a customer in the customer's too", async () => {
    for (let count = 0; count < 2; count += 1) questions.push(await support());
    const ofStaff = () =>
      superuser`select count(*)::int as n, max(seq)::int as top from operator_audit_entries`;
    const ofTenant = () => superuser`
      select count(*)::int as n from audit_entries
      where tenant_id = ${tenant.tenantId} and actor_type = 'operator' and seq is not null`;
    for (const [name, { run, isAboutTenant }] of Object.entries(acts)) {
      const [before, beforeTenant] = [(await ofStaff())[0], (await ofTenant())[0]];
      await asOperator(run);
      const [after, afterTenant] = [(await ofStaff())[0], (await ofTenant())[0]];
      expect(after?.n, name).toBeGreaterThan(before?.n);
      expect(after?.top, name).toBeGreaterThan(before?.top ?? 0);
      if (isAboutTenant) expect(afterTenant?.n, name).toBeGreaterThan(beforeTenant?.n);
    }
  });

  it("W23: an act that is not tried here records its entry all the same", () => {
    const isRecorded = (name: string) =>
      readdirSync(lib, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith("mutations.ts"))
        .map((file) => readFileSync(path.join(lib, file), "utf8"))
        .some((text) => text.includes(`function ${name}(`) && text.includes("OperatorAudit"));
    const wired = wiredActs().filter((name) => name !== "async");
    expect(wired.length).toBeGreaterThan(20);
    expect(wired.filter((name) => !acts[name] && !isRecorded(name))).toEqual([]);
  });

  it("W23: nothing of an act is left when its entry cannot be written", async () => {
    await superuser`revoke insert on operator_audit_entries from ecai_operator`;
    try {
      await expect(
        asOperator((operator) => setConcurrency(operator, { concurrency: 9 })),
      ).rejects.toThrow();
    } finally {
      await superuser`grant insert on operator_audit_entries to ecai_operator`;
    }
    const [row] = await controlDb().execute<{ value: { concurrency: number } }>(
      sql`select value from service_settings where key = 'worker_concurrency'`,
    );
    expect(row?.value.concurrency).toBe(4);
  });

  it("W23: staff enter an act in a customer's log as theirs only, and cannot change one", async () => {
    const staff = postgres(process.env.DATABASE_OPERATOR_URL ?? "", { max: 1, onnotice: () => {} });
    try {
      await staff`select record_operator_act(${tenant.tenantId}, '運営 担当', 'test.done', null, null, '{}')`;
      const [entry] = await superuser`
        select actor_type, actor_name from audit_entries
        where tenant_id = ${tenant.tenantId} and action = 'test.done'`;
      expect(entry).toEqual({ actor_type: "operator", actor_name: "運営 担当" });
      for (const statement of ["select 1 from audit_entries", "delete from audit_entries"])
        await expect(staff.unsafe(statement)).rejects.toThrow(/permission denied/);
    } finally {
      await staff.end();
    }
  });
});
