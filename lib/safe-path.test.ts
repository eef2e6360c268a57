import { expect, it } from "vitest";
import { safeAddress, safePath } from "./safe-path";

const secret = "s".repeat(43);

it.each(["/invitation", "/email-change", "/network-recovery", "/m/c", "/feed/notices"])(
  "W17: what opens something stays out of the records: %s",
  (path) => {
    expect(safePath(`${path}/short-secret/more?next=1`)).toBe(`${path}/[masked]`);
  },
);

it("W17: a long secret is masked anywhere, and the rest of an address is kept", () => {
  expect(safePath(`/x/${secret}/y`)).toBe("/x/[masked]/y");
  expect(safeAddress(`/api/sign-on/1/callback?code=abc&state=def&q=' or 1=1`)).toBe(
    "/api/sign-on/1/callback?code=[masked]&state=[masked]&q=' or 1=1",
  );
  expect(safeAddress(`/y?t=${secret}&id=7`)).toBe("/y?t=[masked]&id=7");
  expect(safeAddress("/.env")).toBe("/.env");
});
