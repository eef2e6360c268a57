import { describe, expect, it } from "vitest";
import { createTestTenant } from "@/db/testing";
import { updateSendingSettings } from "./mutations";
import { getSendingSettings } from "./queries";
import { quietMs } from "./rules";
import { defaultSettings, sendingSettingsSchema } from "./schema";

const hour = 60;
const at = (time: string) => new Date(`2026-11-24T${time}+09:00`);

describe("quiet hours", () => {
  const night = { quietFrom: 21 * hour, quietUntil: 8 * hour };

  it("W14: span midnight in Japan and end exactly", () => {
    expect(quietMs(night, at("20:59:59"))).toBe(0);
    expect(quietMs(night, at("21:00:00"))).toBe(11 * 3_600_000);
    expect(quietMs(night, at("23:30:00"))).toBe(8.5 * 3_600_000);
    expect(quietMs(night, at("07:59:59"))).toBe(1_000);
    expect(quietMs(night, at("08:00:00"))).toBe(0);
  });

  it("lie within a day or are none", () => {
    const noon = { quietFrom: 12 * hour, quietUntil: 13 * hour };
    expect(quietMs(noon, at("12:15:00"))).toBe(45 * 60_000);
    expect(quietMs(noon, at("13:00:00"))).toBe(0);
    expect(quietMs({ quietFrom: null, quietUntil: null }, at("12:00:00"))).toBe(0);
  });
});

describe("the sending rules", () => {
  const typed = {
    tracks: false,
    quietFrom: "21:30",
    quietUntil: "08:00",
    mostBounces: "50",
    mostComplaints: "",
  };

  it("are kept for each customer by itself and start with defaults", async () => {
    const [one, other] = [await createTestTenant(), await createTestTenant()];
    expect(await getSendingSettings(one.ctx)).toEqual(defaultSettings);
    const wanted = sendingSettingsSchema.parse(typed);
    await updateSendingSettings(one.ctx, wanted);
    await updateSendingSettings(one.ctx, wanted);
    expect(await getSendingSettings(one.ctx)).toEqual({
      tracks: false,
      quietFrom: 1290,
      quietUntil: 480,
      mostBounces: 50,
      mostComplaints: null,
    });
    expect(await getSendingSettings(other.ctx)).toEqual(defaultSettings);
    await expect(
      updateSendingSettings(await one.contextFor("sender"), wanted),
    ).rejects.toMatchObject({ code: "not_permitted" });
  });

  it("refuse half a time span, an empty one and rates that are not offered", () => {
    for (const change of [
      { quietUntil: "" },
      { quietUntil: "21:30" },
      { quietFrom: "21:15" },
      { mostBounces: "0" },
      { mostComplaints: "1000" },
    ])
      expect(sendingSettingsSchema.safeParse({ ...typed, ...change }).success).toBe(false);
  });
});
