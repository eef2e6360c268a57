import { Resend } from "resend";
import { afterEach, expect, it } from "vitest";
import type { ProviderMessage } from "./compose";
import { createResendTransport } from "./resend-transport";
import { type Sink, startSink } from "./test-sink";

let sink: Sink;
afterEach(() => sink?.close());

const message: ProviderMessage = {
  from: '"商店" <news@example.jp>',
  to: ["a@example.jp"],
  subject: "件名",
  html: "<p>本文</p>",
  text: "本文",
  reply_to: "reply@example.jp",
  headers: { "List-Unsubscribe": "<https://example.jp/u>" },
  tags: [{ name: "tenant", value: "t" }],
};

it("makes the same request as the Resend SDK", async () => {
  sink = await startSink();
  const { reply_to: replyTo, ...rest } = message;
  const sdk = new Resend("re_test", { baseUrl: sink.url });
  await sdk.batch.send([{ ...rest, replyTo }], { idempotencyKey: "key-1" });
  const transport = createResendTransport({ apiKey: "re_test", baseUrl: sink.url });
  await transport.sendBatch([message], "key-1");
  await transport.close();
  const [theirs, ours] = sink.calls;
  expect(JSON.parse(ours?.body ?? "")).toEqual(JSON.parse(theirs?.body ?? ""));
  for (const name of ["authorization", "content-type", "idempotency-key", "x-batch-validation"]) {
    expect(ours?.headers[name]).toBe(theirs?.headers[name]);
  }
});

it("tells what surely was not accepted from what may have been", async () => {
  const transport = createResendTransport({ apiKey: "re_test", baseUrl: "http://127.0.0.1:9" });
  expect(await transport.sendBatch([message], "key-2")).toMatchObject({ kind: "wait" });
  await transport.close();
  sink = await startSink(({ key }) =>
    key === "limit" ? "limit" : key === "forbid" ? "forbid" : "reset",
  );
  const other = createResendTransport({ apiKey: "re_test", baseUrl: sink.url });
  expect(await other.sendBatch([message], "limit")).toMatchObject({
    kind: "wait",
    milliseconds: 50,
  });
  expect(await other.sendBatch([message], "reset")).toMatchObject({ kind: "repeat" });
  expect(await other.sendBatch([message], "forbid")).toMatchObject({
    kind: "refused",
    reason: expect.stringContaining("domain is not verified"),
  });
  await other.close();
});
