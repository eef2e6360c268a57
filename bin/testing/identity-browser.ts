/** Walks through a provider's pages as a browser would, until it is sent back; returns the query it comes back with. */
export async function walkThrough(href: string, returnPath: string): Promise<string> {
  const cookies = new Map<string, string>();
  let address = new URL(href);
  for (let step = 0; step < 10; step++) {
    const answer = await fetch(address, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    const location = answer.headers.get("location");
    if (!location) throw new Error(`${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    address = new URL(location, address);
    if (address.pathname === returnPath) return address.search;
  }
  throw new Error("The provider did not send the browser back");
}
