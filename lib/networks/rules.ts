import { AppError, fieldError } from "@/lib/errors";
import { isInRanges, normalizeRange } from "@/lib/ip-ranges";

const most = 100;
const noteMost = 100;

export type Network = { range: string; note: string };

/** The networks on the lines of a text, each once. Throws `invalid` with the number of the first line that is none. */
export function parseNetworks(text: string): Network[] {
  const found = new Map<string, Network>();
  for (const [index, line] of text.normalize("NFKC").split(/\r?\n/).entries()) {
    const [given = "", ...note] = line.trim().split(/\s+/);
    if (given === "") continue;
    const range = normalizeRange(given);
    if (!range)
      throw new AppError("invalid", "invalid", {
        fieldErrors: { ranges: ["networks.errors.line"] },
        params: { line: index + 1 },
      });
    found.set(range, { range, note: [...note.join(" ")].slice(0, noteMost).join("") });
  }
  if (found.size > most) throw fieldError("ranges", "networks.errors.tooMany");
  return [...found.values()];
}

export const networksText = (networks: readonly Network[]): string =>
  networks.map(({ range, note }) => `${range} ${note}`.trim()).join("\n");

/** Whoever turns the limit on must be inside it. */
export function refuseLockOut(
  { isOn, networks }: { isOn: boolean; networks: readonly Network[] },
  ip: string | null,
): void {
  if (!isOn) return;
  if (networks.length === 0) throw fieldError("ranges", "networks.errors.empty");
  const ranges = networks.map(({ range }) => range);
  if (!isInRanges(ip, ranges)) throw fieldError("ranges", "networks.errors.lockOut");
}
