import { Resend } from "resend";
import { afterEach, expect, it } from "vitest";
import { compileDelivery, composeMessage } from "./compose";
import { createResendTransport } from "./resend-transport";
import { testContent, testRecipient } from "./test-content";
import { type Sink, startSink } from "./test-sink";

let sink: Sink;
afterEach(() => sink?.close());

const options = { baseUrl: "https://mail.example.jp" };
const content = compileDelivery(testContent, options);
const recipient = testRecipient({ email: "a@example.jp" });

it("makes the same request as the Resend SDK", async () => {
  sink = await startSink();
  const { reply_to: replyTo, ...rest } = composeMessage(testContent, recipient, options);
  const sdk = new Resend("re_test", { baseUrl: sink.url });
  await sdk.batch.send([{ ...rest, replyTo }], { idempotencyKey: "key-1" });
  const transport = createResendTransport({ apiKey: "re_test", baseUrl: sink.url });
  await transport.sendBatch(content, [recipient], "key-1");
  await transport.close();
  const [theirs, ours] = sink.calls;
  expect(JSON.parse(ours?.body ?? "")).toEqual(JSON.parse(theirs?.body ?? ""));
  for (const name of ["authorization", "content-type", "idempotency-key", "x-batch-validation"]) {
    expect(ours?.headers[name]).toBe(theirs?.headers[name]);
  }
});

it("tells what surely was not accepted from what may have been", async () => {
  const transport = createResendTransport({ apiKey: "re_test", baseUrl: "http://127.0.0.1:9" });
  expect(await transport.sendBatch(content, [recipient], "key-2")).toMatchObject({ kind: "wait" });
  await transport.close();
  sink = await startSink(({ key }) =>
    key === "limit" ? "limit" : key === "forbid" ? "forbid" : "reset",
  );
  const other = createResendTransport({ apiKey: "re_test", baseUrl: sink.url });
  expect(await other.sendBatch(content, [recipient], "limit")).toMatchObject({
    kind: "wait",
    milliseconds: 50,
  });
  expect(await other.sendBatch(content, [recipient], "reset")).toMatchObject({ kind: "repeat" });
  expect(await other.sendBatch(content, [recipient], "forbid")).toMatchObject({
    kind: "refused",
    reason: expect.stringContaining("domain is not verified"),
  });
  await other.close();
});
