import { describe, expect, it } from "vitest";
import { covers, deciders } from "./rules";

const master = { id: "m", name: "主", role: "master" as const };
const manager = { id: "g", name: "管", role: "manager" as const };
const asked = (requestedBy: string, authorId: string) => ({ requestedBy, authorId });

describe("who decides", () => {
  it("is every approver but who asked and who last changed the delivery", () => {
    const ids = (requestedBy: string, authorId: string) =>
      deciders([master, manager], asked(requestedBy, authorId)).people.map(({ id }) => id);
    expect(ids("x", "x")).toEqual(["m", "g"]);
    expect(ids("g", "g")).toEqual(["m"]);
    expect(ids("x", "m")).toEqual(["g"]);
    expect(ids("m", "g")).toEqual([]);
  });

  it("is the master account itself only while there is no other approver", () => {
    expect(deciders([master], asked("m", "m"))).toEqual({ people: [master], isSole: true });
    expect(deciders([master], asked("x", "x"))).toEqual({ people: [master], isSole: false });
    expect(deciders([manager], asked("g", "g"))).toEqual({ people: [], isSole: false });
    expect(deciders([], asked("x", "x"))).toEqual({ people: [], isSole: false });
  });
});

it("whoever is limited to tags acts only within them", () => {
  expect(covers(null, null)).toBe(true);
  expect(covers(null, ["a"])).toBe(true);
  expect(covers(["a", "b"], ["a"])).toBe(true);
  expect(covers(["a"], ["a", "b"])).toBe(false);
  expect(covers(["a"], null)).toBe(false);
});
