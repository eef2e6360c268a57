import { freePort, isPortFree } from "./free-port";

/** Where the two surfaces listen and how they are called. */
export type Addresses = {
  port: number;
  url: string;
  operatorPort: number;
  operatorHost: string;
  operatorUrl: string;
};

const defaults = { port: 3000, operatorPort: 3001, operatorHost: "localhost" };

/** Ports that were asked for must be free; the usual ones are replaced where they are taken. */
export async function chooseAddresses(): Promise<Addresses> {
  const { PORT, ECAI_URL, ECAI_OPERATOR_URL } = process.env;
  const port = PORT
    ? await askedFor("PORT", PORT)
    : await localPort("ECAI_URL", ECAI_URL, defaults.port);
  const operatorPort = await localPort(
    "ECAI_OPERATOR_URL",
    ECAI_OPERATOR_URL,
    defaults.operatorPort,
  );
  return {
    port,
    url: ECAI_URL || `http://localhost:${port}`,
    operatorPort,
    operatorHost: process.env.ECAI_OPERATOR_HOST || defaults.operatorHost,
    operatorUrl: ECAI_OPERATOR_URL || `http://127.0.0.1:${operatorPort}`,
  };
}

/** The port in a local address; behind a proxy, the public address says nothing about it. */
async function localPort(
  name: string,
  address: string | undefined,
  usual: number,
): Promise<number> {
  if (!address) return (await isPortFree(usual)) ? usual : freePort();
  const { hostname, port } = addressIn(name, address);
  return ["localhost", "127.0.0.1"].includes(hostname) && port
    ? askedFor(name, port)
    : askedFor(name, String(usual));
}

function addressIn(name: string, text: string): URL {
  if (!URL.canParse(text)) throw new Error(`${name}: ${text} is not an address`);
  return new URL(text);
}

async function askedFor(name: string, text: string): Promise<number> {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name}: ${text} is not a port`);
  if (!(await isPortFree(port)))
    throw new Error(`${name}: port ${port} is in use; free it or set another one`);
  return port;
}
