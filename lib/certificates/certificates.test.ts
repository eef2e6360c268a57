import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCertificateDays } from "./queries";

const folder = mkdtempSync(join(tmpdir(), "ecai-certificate-"));
const inFolder = (name: string) => join(folder, name);
let address = "";
const server = createServer();

beforeAll(async () => {
  const { stdout } = { stdout: "pipe" } as const;
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-days", "10", "-subj", "/CN=localhost"],
      ...["-keyout", inFolder("key.pem"), "-out", inFolder("cert.pem")],
    ],
    { stdio: stdout },
  );
  server.setSecureContext({
    key: readFileSync(inFolder("key.pem")),
    cert: readFileSync(inFolder("cert.pem")),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  address = `https://127.0.0.1:${typeof bound === "object" ? bound?.port : 0}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe("the certificate's end", () => {
  it("is read from the server itself, in days", async () => {
    expect(await readCertificateDays(address)).toBeGreaterThan(9.9);
    const later = Date.now() + 20 * 86_400_000;
    expect(await readCertificateDays(address, later)).toBeLessThan(-9);
  });

  it("is nothing where there is no certificate, and an error where nobody answers", async () => {
    expect(await readCertificateDays("http://localhost:1")).toBeNull();
    await expect(readCertificateDays("https://127.0.0.1:9")).rejects.toThrow();
  });
});
