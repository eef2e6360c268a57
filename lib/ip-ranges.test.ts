import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInRanges, isPublicAddress, normalizeRange } from "./ip-ranges";

describe("ranges of addresses", () => {
  it("gives one spelling to one range and refuses anything else", () => {
    expect(normalizeRange(" 192.0.2.77/24 ")).toBe("192.0.2.0/24");
    expect(normalizeRange("２０３．０．１１３．５")).toBe("203.0.113.5/32");
    expect(normalizeRange("2001:DB8::1/32")).toBe("2001:db8::/32");
    expect(normalizeRange("2001:db8::1")).toBe("2001:db8::1/128");
    expect(normalizeRange("0.0.0.0/0")).toBe("0.0.0.0/0");
    for (const wrong of [
      "",
      "192.0.2",
      "192.0.2.1/33",
      "192.0.2.1/-1",
      "::/129",
      "a/8",
      "1/2/3",
      "0x7f.1",
    ])
      expect(normalizeRange(wrong), wrong).toBeNull();
  });

  it("tells what lies inside, also for IPv4 inside IPv6", () => {
    const ranges = ["192.0.2.0/24", "2001:db8::/32"];
    for (const inside of ["192.0.2.255", "::ffff:192.0.2.1", "2001:db8:ffff::1"])
      expect(isInRanges(inside, ranges), inside).toBe(true);
    for (const outside of ["192.0.3.1", "2001:db9::1", "unknown", "", null])
      expect(isInRanges(outside, ranges), String(outside)).toBe(false);
  });

  it("finds every address of a range inside it", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
        const range = normalizeRange(`${address}/${length}`);
        expect(range && isInRanges(address, [range])).toBe(true);
        expect(range && normalizeRange(range)).toBe(range);
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, length) => {
        const range = normalizeRange(`${address}/${length}`);
        if (range) expect(normalizeRange(range)).toBe(range);
      }),
    );
    fc.assert(
      fc.property(
        fc.string(),
        (text) => void [normalizeRange(text), isInRanges(text, ["10.0.0.0/8"])],
      ),
    );
  });

  it("W21: knows the addresses that nobody outside can reach", () => {
    const inner = [
      "127.0.0.1",
      "10.1.2.3",
      "172.16.0.1",
      "192.168.1.1",
      "169.254.169.254",
      "100.64.0.1",
      "0.0.0.0",
      "224.0.0.1",
      "255.255.255.255",
      "::1",
      "::",
      "fe80::1",
      "fc00::1",
      "ff02::1",
      "::ffff:127.0.0.1",
      "::ffff:10.0.0.1",
      "64:ff9b::7f00:1",
      "2002:7f00:1::",
      "::127.0.0.1",
      "localhost",
    ];
    for (const address of inner) expect(isPublicAddress(address), address).toBe(false);
    for (const address of ["93.184.216.34", "2606:2800:220:1::1"])
      expect(isPublicAddress(address), address).toBe(true);
  });
});
