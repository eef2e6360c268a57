import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type AccessLine, noteCaller, startAccessLog } from "./access-log";
import { safePath } from "./safe-path";

let stop: () => unknown = () => {};
afterEach(() => {
  stop();
  vi.unstubAllEnvs();
});

/** One request to a server of its own, and the line that it left. */
async function lineOf(path: string, headers: Record<string, string> = {}) {
  const seen: Record<string, unknown>[] = [];
  const urls: (string | undefined)[] = [];
  const written = new Promise<AccessLine>((resolve) => {
    stop = startAccessLog(resolve);
  });
  const server = createServer((request, response) => {
    seen.push(request.headers);
    urls.push(request.url);
    noteCaller(String(request.headers["x-request-id"]), { tenantId: "t", userId: "u" });
    response.writeHead(418).end("tea");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  await answer.text();
  const line = await written;
  server.close();
  return { line, answer, seen: seen[0] ?? {}, url: urls[0] };
}

describe("the access log", () => {
  it("W17: each request leaves one line with its id, path, status, duration, address and caller", async () => {
    const { line, answer } = await lineOf("/tags?q=secret", {
      "x-forwarded-for": "1.2.3.4, 5.6.7.8",
    });
    expect(line).toEqual({
      log: "access",
      requestId: answer.headers.get("x-request-id"),
      method: "GET",
      path: "/tags",
      status: 418,
      durationMs: expect.any(Number),
      ip: "5.6.7.8",
      tenantId: "t",
      userId: "u",
    });
  });

  it("W21: over HTTPS every answer says so for two years, over plain HTTP none does", async () => {
    const header = async () => (await lineOf("/")).answer.headers.get("strict-transport-security");
    expect(await header()).toBeNull();
    stop();
    vi.stubEnv("ECAI_URL", "https://ecai.example");
    expect(await header()).toBe("max-age=63072000; includeSubDomains");
  });

  it("W17: what opens something is not in the line", () => {
    const secret = "a".repeat(43);
    for (const path of [
      `/password-reset/${secret}`,
      "/invitation/short",
      `/unsubscribe/x.y`,
      `/api/unsubscribe/x/y`,
      `/feed/notices/${secret}`,
      "/sign-up/payment/abc",
      "/sign-up/resume/abc?x",
    ])
      expect(safePath(path), path).toMatch(/\/\[masked\]$/);
    expect(safePath(`/anything/${secret}/more`)).toBe("/anything/[masked]/more");
    const id = crypto.randomUUID();
    expect(safePath(`/users/${id}?token=${secret}#x`)).toBe(`/users/${id}`);
  });

  it("W21: nobody chooses the id or the path under which their request is known", async () => {
    const claimed = { "x-request-id": "mine", "x-path": "/healthz" };
    const { seen, line } = await lineOf("/imports/upload?name=a.csv", claimed);
    expect(seen["x-request-id"]).toBe(line.requestId);
    expect(line.requestId).not.toBe("mine");
    expect(seen["x-path"]).toBe("/imports/upload?name=a.csv");
  });

  it.each([
    ["/tags/%E4%BC%9A%2F%25?q=%E3%8", "/tags/%E4%BC%9A%2F%25?q=%E3%8"],
    ["/%", "/%25"],
    ["/tags/%E3%8/%41?q=%", "/tags/%25E3%258/%2541?q=%"],
    ["/tags/%ED%A0%80", "/tags/%25ED%25A0%2580"],
  ])("a path that cannot be read is taken for what is written there: %s", async (asked, read) => {
    const { url, seen } = await lineOf(asked);
    expect(url).toBe(read);
    expect(seen["x-path"]).toBe(asked);
  });
});
