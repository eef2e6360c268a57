import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bounceKind, parseBounceReport } from "./rules";

/** A notification as servers send it (RFC 3464), its fields about the recipient given. */
const notification = (fields: string, kind = "message/delivery-status") =>
  Buffer.from(
    [
      "Return-Path: <>",
      "From: Mail Delivery System <mailer-daemon@mx.example.jp>",
      "To: b-token@inbound.example.jp",
      "Subject: =?UTF-8?B?6YWN5L+h44Ko44Op44O8?=",
      "MIME-Version: 1.0",
      'Content-Type: multipart/report; report-type=delivery-status; boundary="AA"',
      "Auto-Submitted: auto-replied",
      "",
      "--AA",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "配信できませんでした。 Status: 2.0.0",
      "--AA",
      `Content-Type: ${kind}`,
      "",
      "Reporting-MTA: dns; mx.example.jp",
      "Arrival-Date: Thu, 26 Nov 2026 10:00:00 +0900",
      "",
      fields,
      "",
      "--AA",
      "Content-Type: message/rfc822",
      "",
      "From: news@example.jp",
      "Subject: x",
      "",
      "Action: failed",
      "Status: 5.1.1",
      "--AA--",
      "",
    ].join("\r\n"),
  );

const judged = async (fields: string, kind?: string) => {
  const report = await parseBounceReport(notification(fields, kind));
  return report && [report.action, bounceKind(report).type, bounceKind(report).subType];
};

describe("a delivery status notification", () => {
  it("W14: of a mailbox that does not exist is a lasting bounce, with what the server said", async () => {
    const fields = [
      "Final-Recipient: rfc822; gone@example.jp",
      "Original-Recipient: rfc822;gone@example.jp",
      "Action: failed",
      "Status: 5.1.1",
      "Remote-MTA: dns; mail.example.jp",
      "Diagnostic-Code: smtp; 550 5.1.1 <gone@example.jp>: Recipient address rejected:",
      "    User unknown in local recipient table",
    ].join("\r\n");
    const report = await parseBounceReport(notification(fields));
    expect(report).toEqual({
      action: "failed",
      status: "5.1.1",
      diagnostic:
        "550 5.1.1 <gone@example.jp>: Recipient address rejected: User unknown in local recipient table",
    });
    expect(report && bounceKind(report)).toEqual({ type: "Permanent", subType: "NoEmail" });
  });

  it("W14: is read by its codes", async () => {
    const of = (status: string, diagnostic = "") =>
      judged(
        `Final-Recipient: rfc822; x@example.jp\r\nAction: failed\r\nStatus: ${status}${
          diagnostic && `\r\nDiagnostic-Code: smtp; ${diagnostic}`
        }`,
      );
    const gone = ["failed", "Permanent", "NoEmail"];
    // Carriers of Japan answer without an enhanced code, which Postfix then reports as 5.0.0.
    expect(await of("5.0.0", "550 Unknown user gone@docomo.ne.jp")).toEqual(gone);
    expect(await of("5.0.0", "550 <gone@ezweb.ne.jp>: User unknown")).toEqual(gone);
    expect(await of("5.5.0", "550 Requested action not taken: mailbox unavailable")).toEqual(gone);
    expect(await of("5.1.10 (null MX)")).toEqual(gone);
    expect(await of("5.4.4")).toEqual(gone);
    expect(await of("5.2.1")).toEqual(gone);
    expect(await of("5.2.2", "552 5.2.2 mailbox full")).toEqual([
      "failed",
      "Transient",
      "MailboxFull",
    ]);
    expect(await of("5.3.4")).toEqual(["failed", "Transient", "MessageTooLarge"]);
    expect(await of("5.7.1", "554 5.7.1 rejected as spam")).toEqual([
      "failed",
      "Transient",
      "ContentRejected",
    ]);
    expect(await of("5.1.8", "550 sender rejected")).toEqual(["failed", "Transient", "General"]);
    expect(await of("4.4.1", "connection timed out")).toEqual(["failed", "Transient", "General"]);
    expect(await of("5.0.0")).toEqual(["failed", "Transient", "General"]);
    expect(await of("not a code", "550 no such user")).toEqual(gone);
  });

  it("tells delays and arrivals apart from failures, and takes international ones", async () => {
    const of = (action: string, status: string) =>
      judged(`Final-Recipient: rfc822; x@example.jp\r\nAction: ${action}\r\nStatus: ${status}`);
    expect((await of("delayed", "4.4.7"))?.[0]).toBe("delayed");
    expect((await of("Delivered", "2.1.5"))?.[0]).toBe("delivered");
    expect(await of("relayed", "2.1.9")).toBeNull();
    const failed = "Final-Recipient: utf-8; 花子@例え.jp\r\nAction: failed\r\nStatus: 5.1.1";
    expect((await judged(failed, "message/global-delivery-status"))?.[1]).toBe("Permanent");
  });

  it("is not seen in other mail", async () => {
    const mail =
      "From: a@example.jp\r\nSubject: Status: 5.1.1\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n";
    expect(await parseBounceReport(Buffer.from(mail))).toBeNull();
    expect(await judged("Final-Recipient: rfc822; x@example.jp")).toBeNull();
    expect(await judged("Action: failed\r\nStatus: 5.1.1", "text/plain")).toBeNull();
  });

  it("never fails, whatever the mail holds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        async (text, bytes) => {
          const report = await parseBounceReport(notification(text));
          if (report) expect(["Permanent", "Transient"]).toContain(bounceKind(report).type);
          await parseBounceReport(bytes);
        },
      ),
      { numRuns: 200 },
    );
  });
});
