import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";

export type DnsServer = {
  address: string;
  /** TXT records by name. */
  records: Map<string, string[]>;
  stop: () => void;
};

/** A DNS server on this machine that answers questions for TXT records (RFC 1035), and NXDOMAIN for the rest. */
export async function startDnsServer(asked = 0): Promise<DnsServer> {
  const socket = createSocket("udp4");
  const records: DnsServer["records"] = new Map();
  socket.on("message", (question, from) => {
    const { name, end } = readName(question);
    const texts = records.get(name) ?? [];
    socket.send(answer(question.subarray(0, end + 4), texts), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(asked, "127.0.0.1", resolve));
  const { port } = socket.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, records, stop: () => socket.close() };
}

function readName(question: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let size = question[at] ?? 0; size > 0; size = question[at] ?? 0) {
    labels.push(question.toString("ascii", at + 1, at + 1 + size));
    at += size + 1;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

function answer(question: Buffer, texts: readonly string[]): Buffer {
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(texts.length > 0 ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(texts.length, 6);
  header.writeUInt32BE(0, 8);
  const rows = texts.map((text) => {
    const data = Buffer.from(text);
    const row = Buffer.alloc(13);
    row.writeUInt16BE(0xc00c, 0);
    row.writeUInt16BE(16, 2);
    row.writeUInt16BE(1, 4);
    row.writeUInt32BE(1, 6);
    row.writeUInt16BE(data.length + 1, 10);
    row.writeUInt8(data.length, 12);
    return Buffer.concat([row, data]);
  });
  return Buffer.concat([header, question.subarray(12), ...rows]);
}
