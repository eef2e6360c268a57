import { expect, it, vi } from "vitest";
import { createTestTenant, uniqueEmail } from "@/db/testing";
import { startApplication } from "./mutations";

// The settings are read once for each process.
vi.hoisted(() => {
  process.env.HOSTING = "dedicated";
});

it("W22: a dedicated server takes no other customer once its own is there", async () => {
  await createTestTenant();
  const request = { ip: "198.51.100.77", userAgent: "vitest", requestId: null };
  const input = { email: uniqueEmail("late"), country: "JP" as const, planId: null, locale: "ja" };
  await expect(startApplication(request, input)).rejects.toMatchObject({
    code: "conflict",
    messageKey: "applications.errors.dedicated",
  });
});
