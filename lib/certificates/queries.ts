import { connect } from "node:tls";

const patienceMs = 5_000;

/**
 * Days until the certificate of an https address ends, negative when it has; null for plain http. Throws when nobody
 * answers. What the certificate is worth otherwise does not matter here: an expired one must be readable too.
 */
export function readCertificateDays(address: string, now = Date.now()): Promise<number | null> {
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== "https:") return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname,
      port: Number(port) || 443,
      servername: hostname,
      rejectUnauthorized: false,
      timeout: patienceMs,
    });
    socket.once("secureConnect", () => {
      const { valid_to } = socket.getPeerCertificate();
      socket.destroy();
      resolve((new Date(valid_to).getTime() - now) / 86_400_000);
    });
    socket.once("timeout", () => socket.destroy(new Error(`${hostname} did not answer`)));
    socket.once("error", reject);
  });
}
