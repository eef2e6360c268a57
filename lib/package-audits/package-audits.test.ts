import { describe, expect, it } from "vitest";
import { asOperator } from "@/bin/testing/as-operator";
import { auditPackages } from "./mutations";
import { findPackageAudit } from "./queries";

const counts = { info: 0, low: 1, moderate: 0, high: 1, critical: 0, total: 2 };
const report = {
  auditReportVersion: 2,
  vulnerabilities: {
    weak: { name: "weak", severity: "low", via: [], range: "<1.2.0", fixAvailable: false },
    open: { name: "open", severity: "high", via: [], range: "2.x", fixAvailable: true },
  },
  metadata: { vulnerabilities: counts },
};
const newest = () => asOperator((operator) => findPackageAudit(operator));

describe("the audit of the service's packages", () => {
  it("W20: keeps what the registry knows, the worst first, for the operator", async () => {
    await auditPackages(async () => JSON.stringify(report));
    expect(await newest()).toMatchObject({
      error: null,
      report: {
        counts: { high: 1, low: 1 },
        packages: [
          { name: "open", severity: "high", range: "2.x", isFixable: true },
          { name: "weak", severity: "low", range: "<1.2.0", isFixable: false },
        ],
      },
    });
  });

  it("W20: says what the registry answered where it offers no audit", async () => {
    const refusal = { message: "405 Method Not Allowed", error: { summary: "", detail: "" } };
    await auditPackages(async () => JSON.stringify(refusal));
    expect(await newest()).toMatchObject({ report: null, error: "405 Method Not Allowed" });
    await auditPackages(() => Promise.reject(new Error("spawn npm ENOENT")));
    expect(await newest()).toMatchObject({ report: null, error: "spawn npm ENOENT" });
  });
});
