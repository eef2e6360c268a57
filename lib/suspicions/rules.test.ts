import { describe, expect, it } from "vitest";
import {
  isAlwaysOpen,
  isBlocking,
  isInNetwork,
  isProbe,
  isPublicNetwork,
  isTooWide,
  networkOf,
  parseNetwork,
} from "./rules";

describe("networks", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7/32"],
    ["::ffff:203.0.113.7", "203.0.113.7/32"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["no address", null],
    ["", null],
  ])("counts %s as %s", (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });

  it.each([
    ["203.0.113.77/24", "203.0.113.0/24"],
    [" 203.0.113.7 ", "203.0.113.7/32"],
    ["2001:db8::1/32", "2001:db8::/32"],
    ["203.0.113.0/33", null],
    ["example.jp", null],
  ])("reads %s as %s", (text, network) => {
    expect(parseNetwork(text)).toBe(network);
  });

  it("finds an address in its network only", () => {
    expect(isInNetwork("203.0.113.9", "203.0.113.0/24")).toBe(true);
    expect(isInNetwork("::ffff:203.0.113.9", "203.0.113.0/24")).toBe(true);
    expect(isInNetwork("203.0.114.9", "203.0.113.0/24")).toBe(false);
    expect(isInNetwork("2001:db8::9", "203.0.113.0/24")).toBe(false);
    expect(isInNetwork("nonsense", "203.0.113.0/24")).toBe(false);
  });

  it("tells ours and too wide ones apart", () => {
    expect(["127.0.0.1/32", "10.1.2.3/32", "::1/128", "fd00::/64"].some(isPublicNetwork)).toBe(
      false,
    );
    expect(["203.0.114.9/32", "2400:1::/64"].every(isPublicNetwork)).toBe(true);
    expect(isTooWide("0.0.0.0/0")).toBe(true);
    expect(isTooWide("203.0.113.0/24")).toBe(false);
  });
});

describe("probes", () => {
  it.each([
    "/wp-login.php",
    "/.env",
    "/.git/config",
    "/phpmyadmin/index.php",
    "/static/..%2f..%2fetc/passwd",
    "/cgi-bin/test",
    "/actuator/env",
    "/backup.sql",
  ])("W21: %s is one", (path) => {
    expect(isProbe(path)).toBe(true);
  });

  it.each([
    "/",
    "/deliveries/0e6f8c1e-7d1a-4a52-9a6e-52a5c5a3b0aa/edit",
    "/addresses?q=a.b%40example.jp&tag=x",
    "/sign-in?next=%2Fdashboard",
    "/password-reset/0e6f8c1e-7d1a-4a52-9a6e-52a5c5a3b0aa.abcDEF_-123",
    "/.well-known/security.txt",
  ])("%s is none", (path) => {
    expect(isProbe(path)).toBe(false);
  });

  it("recipients can always stop mail", () => {
    expect(isAlwaysOpen("/unsubscribe/abc")).toBe(true);
    expect(isAlwaysOpen("/api/unsubscribe/abc")).toBe(true);
    expect(isAlwaysOpen("/m/c/abc/1")).toBe(true);
    expect(isAlwaysOpen("/sign-in")).toBe(false);
  });

  it("never blocks by itself for what a customer or a provider may cause", () => {
    expect(isBlocking("path_probe", 30)).toBe(true);
    expect(isBlocking("forged_webhook", 1_000_000)).toBe(false);
    expect(isBlocking("unknown_id", 1_000_000)).toBe(false);
  });
});
