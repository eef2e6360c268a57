import { describe, expect, it } from "vitest";
import { effectivePermissions, permissions, rolePermissions } from "@/lib/auth/permissions";
import {
  isAdjustable,
  maskText,
  normalizeAssignment,
  permissionsByArea,
  refuseAssignment,
} from "./rules";

const none = { granted: [], denied: [] };
const actor = (role: "master" | "manager", denied: string[] = []) => ({
  id: "actor",
  role,
  permissions: effectivePermissions({ role, granted: [], denied }),
});
const target = { id: "target", role: "viewer", ...none } as const;

describe("permissions", () => {
  it("W6: grants and denials change what the role gives, and a denial wins", () => {
    const user = {
      role: "viewer",
      granted: ["deliveries:write", "tags:write"],
      denied: ["tags:write", "tags:read"],
    } as const;
    const effective = effectivePermissions(user);
    expect(effective.has("deliveries:write")).toBe(true);
    expect(effective.has("tags:write")).toBe(false);
    expect(effective.has("tags:read")).toBe(false);
  });

  it("W6: a master keeps everything; what everyone needs cannot be taken; utilities stay with masters", () => {
    expect(
      effectivePermissions({ role: "master", granted: [], denied: [...permissions] }).size,
    ).toBe(permissions.length);
    const locked = effectivePermissions({
      role: "viewer",
      granted: ["utilities:use"],
      denied: [...permissions],
    });
    expect([...locked]).toEqual([
      "notices:read",
      "incidents:report",
      "support:use",
      "account:write",
    ]);
    expect(permissions.filter((name) => !isAdjustable(name))).toEqual([
      "access:write",
      "notices:read",
      "incidents:report",
      "support:use",
      "account:write",
      "utilities:use",
      "contract:end",
      "billing:write",
    ]);
  });

  it("drops exceptions that change nothing, and unknown names", () => {
    const messy = {
      granted: ["tags:write", "utilities:use", "nonsense"],
      denied: ["tags:write", "notices:read"],
    };
    expect(normalizeAssignment({ role: "viewer", ...messy })).toEqual({
      role: "viewer",
      granted: [],
      denied: ["tags:write"],
    });
    expect(normalizeAssignment({ role: "master", ...messy })).toEqual({ role: "master", ...none });
  });

  it("shows every permission once", () => {
    expect(permissionsByArea().flatMap(({ names }) => names)).toEqual([...permissions]);
    expect(rolePermissions.master).toEqual(permissions);
  });
});

describe("who may give what", () => {
  it("W6: nobody changes their own rights", () => {
    const self = { ...target, id: "actor", role: "master" as const };
    expect(() => refuseAssignment(actor("master"), self, { role: "viewer", ...none })).toThrow(
      "users.errors.self",
    );
  });

  it("W6: only a master touches a master, and nobody makes one", () => {
    const master = { ...target, role: "master" as const };
    expect(() => refuseAssignment(actor("manager"), master, { role: "viewer", ...none })).toThrow(
      "masterOnly",
    );
    for (const role of ["manager", "master"] as const) {
      const assign = () => refuseAssignment(actor(role), target, { role: "master", ...none });
      expect(assign).toThrow();
    }
  });

  it("W6: nobody gives what they do not hold, but may leave it to whom has it", () => {
    const weak = actor("manager", ["deliveries:send"]);
    expect(() => refuseAssignment(weak, target, { role: "sender", ...none })).toThrow("invalid");
    expect(() =>
      refuseAssignment(weak, target, { role: "viewer", granted: ["deliveries:send"], denied: [] }),
    ).toThrow("invalid");
    const sender = { ...target, role: "sender" as const };
    expect(() =>
      refuseAssignment(weak, sender, { role: "sender", granted: ["tags:write"], denied: [] }),
    ).not.toThrow();
  });
});

describe("masking", () => {
  it("keeps enough to recognise, no more", () => {
    expect(maskText("hanako@example.jp")).toBe("h***@example.jp");
    expect(maskText("山田 花子")).toBe("山***");
    expect(maskText("")).toBe("***");
  });
});
