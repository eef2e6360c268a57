/** Seconds between 1900, where NTP counts from, and 1970 (RFC 5905 section 6). */
const epochSeconds = 2_208_988_800;
export const sntpPacketBytes = 48;
const fraction = 2 ** 32;

/** Milliseconds since 1970 as an NTP timestamp of 64 bits at `offset`. */
export function writeTimestamp(packet: Buffer, offset: number, milliseconds: number): void {
  const seconds = Math.floor(milliseconds / 1000);
  packet.writeUInt32BE((seconds + epochSeconds) % fraction, offset);
  packet.writeUInt32BE(
    Math.floor(((milliseconds - seconds * 1000) / 1000) * fraction) % fraction,
    offset + 4,
  );
}

/** Milliseconds since 1970 of the NTP timestamp at `offset`; before the era of 2036 counts as after it (RFC 4330). */
export function readTimestamp(packet: Buffer, offset: number): number {
  const seconds = packet.readUInt32BE(offset);
  const era = seconds < 2 ** 31 ? fraction : 0;
  return (
    (seconds + era - epochSeconds) * 1000 + (packet.readUInt32BE(offset + 4) / fraction) * 1000
  );
}

/** A client's question of version 4 that carries its own time (RFC 5905 section 7.3). */
export function sntpQuestion(now: number): Buffer {
  const packet = Buffer.alloc(sntpPacketBytes);
  packet[0] = (4 << 3) | 3;
  writeTimestamp(packet, 40, now);
  return packet;
}

export type ClockReading = {
  /** Milliseconds by which the asked clock is ahead of ours. */
  offsetMs: number;
  roundTripMs: number;
  stratum: number;
};

/**
 * What an answer says of our clock, given when it was asked and when it came (RFC 5905 section 8). Throws when it is no
 * answer to this question, or when the server says that it is not synchronised itself.
 */
export function readAnswer(packet: Buffer, question: Buffer, arrived: number): ClockReading {
  if (packet.length < sntpPacketBytes) throw new Error("answer is too short");
  const first = packet.readUInt8(0);
  const stratum = packet.readUInt8(1);
  if ((first & 7) !== 4) throw new Error("answer is not a server's");
  if (!packet.subarray(24, 32).equals(question.subarray(40, 48)))
    throw new Error("answer is to another question");
  if (first >> 6 === 3 || stratum === 0 || stratum > 15)
    throw new Error("the time source is not synchronised");
  const [asked, received, sent] = [24, 32, 40].map((at) => readTimestamp(packet, at)) as [
    number,
    number,
    number,
  ];
  return {
    offsetMs: (received - asked + (sent - arrived)) / 2,
    roundTripMs: arrived - asked - (sent - received),
    stratum,
  };
}
