import { existsSync } from "node:fs";
import { beforeEach, expect, it } from "vitest";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { createAddress } from "@/lib/addresses/mutations";
import { contextForJob } from "@/lib/auth/context";
import { exportFile } from "@/lib/full-exports/rules";
import { openExport, pruneUtilities, startUtility } from "@/lib/utilities/mutations";
import { listUtilityRuns } from "@/lib/utilities/queries";
import { runUtility } from "@/lib/utility-runs/mutations";
import { eraseAddress } from "./mutations";

let tenant: TestTenant;
let addressId: string;

beforeEach(async () => {
  tenant = await createTestTenant();
  ({ id: addressId } = await createAddress(tenant.ctx, {
    email: { email: "gone@mail.jp", isNonstandard: false },
    name: "消去 太郎",
    attributes: {},
    tagIds: [],
  }));
});

const job = () => contextForJob(tenant.tenantId, "test");
const write = (runId: string) => runUtility(job(), { runId }, { attempt: 1 });
const states = async () => (await listUtilityRuns(tenant.ctx)).map(({ state }) => state);

it("W8: an export made before an erasure can no longer be fetched, and its file goes", async () => {
  const { id } = await startUtility(tenant.ctx, { kind: "export" });
  await write(id);
  const { file } = await openExport(tenant.ctx, id);
  await eraseAddress(tenant.ctx, { id: addressId });
  await expect(openExport(tenant.ctx, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await states()).toEqual(["withdrawn"]);
  await pruneUtilities(job());
  expect(existsSync(file)).toBe(false);
});

it("W8: an export that waits for its worker at an erasure is not written, a later one is kept", async () => {
  const { id } = await startUtility(tenant.ctx, { kind: "export" });
  await eraseAddress(tenant.ctx, { id: addressId });
  await write(id);
  expect(existsSync(exportFile(tenant.tenantId, id))).toBe(false);
  const later = await startUtility(tenant.ctx, { kind: "export" });
  await write(later.id);
  await pruneUtilities(job());
  expect((await openExport(tenant.ctx, later.id)).bytes).toBeGreaterThan(0);
  expect(await states()).toEqual(["finished", "withdrawn"]);
});
