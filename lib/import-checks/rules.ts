import type { ImportCheck } from "@/db/schema/imports";
import { suggestDomain } from "@/lib/email-typos/rules";
import type { ImportedRow } from "@/lib/import-rows/rules";
import type { Part } from "@/lib/importing/rules";

const shownLines = 5;
const shownTypos = 20;
/** Domains remembered as slips, so that a file of nothing else keeps memory flat. */
const mostTypos = 10_000;

type Outcomes = Pick<
  ImportCheck,
  "inserted" | "updated" | "unchanged" | "suppressed" | "withoutConsent"
>;

/** Adds up what the parts of a file would do. */
export class CheckCounts {
  rows = 0;
  private outcomes: Outcomes = {
    inserted: 0,
    updated: 0,
    unchanged: 0,
    suppressed: 0,
    withoutConsent: 0,
  };
  private nonstandard = 0;
  private refused = new Map<string, { count: number; lines: number[] }>();
  private typos = new Map<string, { suggestion: string; count: number }>();

  addPart(part: Part): void {
    this.rows += part.count;
    for (const { reason, line } of part.refused) this.addRefused(reason, [line], 1);
  }

  addRow({ email, isNonstandard }: ImportedRow): void {
    if (isNonstandard) this.nonstandard += 1;
    this.addDomain(email.slice(email.lastIndexOf("@") + 1));
  }

  addRefused(reason: string, lines: readonly number[], count: number): void {
    const known = this.refused.get(reason) ?? { count: 0, lines: [] };
    const shown = [...known.lines, ...lines].slice(0, shownLines);
    this.refused.set(reason, { count: known.count + count, lines: shown });
  }

  private addDomain(domain: string): void {
    const known = this.typos.get(domain);
    if (known) known.count += 1;
    else if (this.typos.size < mostTypos) {
      const suggestion = suggestDomain(domain);
      if (suggestion) this.typos.set(domain, { suggestion, count: 1 });
    }
  }

  addOutcomes(found: Outcomes): void {
    const { outcomes } = this;
    this.outcomes = {
      inserted: outcomes.inserted + found.inserted,
      updated: outcomes.updated + found.updated,
      unchanged: outcomes.unchanged + found.unchanged,
      suppressed: outcomes.suppressed + found.suppressed,
      withoutConsent: outcomes.withoutConsent + found.withoutConsent,
    };
  }

  result(): ImportCheck {
    const refused = [...this.refused]
      .map(([reason, { count, lines }]) => ({ reason, count, lines }))
      .sort((one, other) => other.count - one.count);
    const typos = [...this.typos]
      .map(([domain, { suggestion, count }]) => ({ domain, suggestion, count }))
      .sort((one, other) => other.count - one.count)
      .slice(0, shownTypos);
    const { rows, outcomes, nonstandard } = this;
    return { rows, ...outcomes, nonstandard, refused, typos };
  }
}
