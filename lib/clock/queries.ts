import { createSocket } from "node:dgram";
import { type ClockReading, readAnswer, sntpQuestion } from "./rules";

const patienceMs = 3_000;

/**
 * Asks an SNTP server (`host` or `host:port`) by how many milliseconds this machine's clock is off. Throws when nobody
 * answers within three seconds or the answer is no good.
 */
export function readClock(source: string): Promise<ClockReading> {
  const [host = source, port = "123"] = source.split(":");
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    const timer = setTimeout(() => finish(new Error(`${source} did not answer`)), patienceMs);
    const question = sntpQuestion(Date.now());
    function finish(result: Error | ClockReading) {
      clearTimeout(timer);
      socket.close();
      if (result instanceof Error) reject(result);
      else resolve(result);
    }
    socket.once("error", finish);
    socket.once("message", (packet) => {
      try {
        finish(readAnswer(packet, question, Date.now()));
      } catch (error) {
        finish(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.send(question, Number(port), host, (error) => error && finish(error));
  });
}
