import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { createHostReader } from "./queries";

describe("a machine's use", () => {
  it("W24: cpu, memory and disk are shares, and a busy second shows", async () => {
    const read = createHostReader(tmpdir());
    await read();
    const until = Date.now() + 400;
    while (Date.now() < until) Math.sqrt(until);
    const use = await read();
    for (const name of ["cpu", "memory", "disk"] as const) {
      expect(use[name], name).toBeGreaterThan(0);
      expect(use[name], name).toBeLessThanOrEqual(1);
    }
    expect(use.network_in).toBeGreaterThanOrEqual(0);
    expect(use.network_out).toBeGreaterThanOrEqual(0);
  });
});
