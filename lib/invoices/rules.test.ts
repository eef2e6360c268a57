import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { invoiceState, isRegistrationNumber, taxIncluded } from "./rules";

describe("an invoice", () => {
  it("rounds the tax down once for the whole invoice, credits towards zero", () => {
    expect(taxIncluded(2_980)).toBe(270);
    expect(taxIncluded(9_800)).toBe(890);
    expect(taxIncluded(29_800)).toBe(2_709);
    expect(taxIncluded(-2_980)).toBe(-270);
    expect(taxIncluded(0)).toBe(0);
    // Line by line it would be 270 + 270.
    expect(taxIncluded(2_980 + 2_980)).toBe(541);
  });

  it("has a tax that is ten per cent of the rest, up to the yen that was rounded off", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (amount) => {
        const tax = taxIncluded(amount);
        const rest = amount - tax;
        return tax * 10 <= rest && (tax + 1) * 10 > rest - 1;
      }),
    );
  });

  it("is paid whatever else was told of it", () => {
    const at = new Date();
    const none = { paidAt: null, failedAt: null, voidedAt: null };
    expect(invoiceState(none)).toBe("open");
    expect(invoiceState({ ...none, failedAt: at })).toBe("failed");
    expect(invoiceState({ ...none, failedAt: at, voidedAt: at })).toBe("voided");
    expect(invoiceState({ paidAt: at, failedAt: at, voidedAt: at })).toBe("paid");
  });

  it("knows a registration number by T and 13 digits", () => {
    expect(isRegistrationNumber("T1234567890123")).toBe(true);
    for (const text of ["", "T123456789012", "1234567890123", "T12345678901234", "t1234567890123"])
      expect(isRegistrationNumber(text), text).toBe(false);
  });
});
