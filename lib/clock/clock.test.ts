import { createSocket } from "node:dgram";
import { once } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readClock } from "./queries";
import { readAnswer, readTimestamp, sntpQuestion, writeTimestamp } from "./rules";

type Answer = (question: Buffer, now: number) => Buffer | null;

/** A time source on this machine that answers as RFC 5905 says, `ahead` milliseconds before our clock. */
async function withSource<T>(answer: Answer, work: (source: string) => Promise<T>): Promise<T> {
  const server = createSocket("udp4");
  server.on("message", (question, { port, address }) => {
    const packet = answer(question, Date.now());
    if (packet) server.send(packet, port, address);
  });
  server.bind(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await work(`127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
  }
}

const ahead =
  (milliseconds: number, stratum = 1): Answer =>
  (question, now) => {
    const packet = Buffer.alloc(48);
    packet[0] = (4 << 3) | 4;
    packet[1] = stratum;
    question.copy(packet, 24, 40, 48);
    writeTimestamp(packet, 32, now + milliseconds);
    writeTimestamp(packet, 40, now + milliseconds);
    return packet;
  };

describe("the clock", () => {
  it("W15: measures the offset to a real SNTP server", async () => {
    for (const offset of [0, 1_500, -86_400_000]) {
      const reading = await withSource(ahead(offset), readClock);
      expect(Math.abs(reading.offsetMs - offset)).toBeLessThan(250);
      expect(reading.roundTripMs).toBeLessThan(1_000);
    }
  });

  it("W15: an answer from an unsynchronised source, to another question, or cut short is refused", async () => {
    await expect(withSource(ahead(0, 16), readClock)).rejects.toThrow(/not synchronised/);
    const foreign: Answer = (question, now) => ahead(0)(Buffer.alloc(question.length, 7), now);
    await expect(withSource(foreign, readClock)).rejects.toThrow(/another question/);
    await expect(withSource(() => Buffer.alloc(10), readClock)).rejects.toThrow(/too short/);
  });

  it("W15: a source that keeps silent is an error after three seconds", async () => {
    await expect(withSource(() => null, readClock)).rejects.toThrow(/did not answer/);
  });

  it("times survive writing and reading, also beyond 2036", () => {
    const years = { min: new Date("1975-01-01"), max: new Date("2090-01-01"), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), (date) => {
        const packet = Buffer.alloc(8);
        writeTimestamp(packet, 0, date.getTime());
        return Math.abs(readTimestamp(packet, 0) - date.getTime()) < 1;
      }),
    );
  });

  it("any bytes are read or refused, never anything else", () => {
    const question = sntpQuestion(1_000_000);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => readAnswer(Buffer.from(bytes), question, 1_000_100)).toThrow();
      }),
    );
  });
});
