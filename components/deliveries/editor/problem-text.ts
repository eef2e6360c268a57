import type { useTranslations } from "next-intl";
import { type DraftField, type DraftProblem, mergeFieldText } from "@/lib/composing/rules";

type Translate = ReturnType<typeof useTranslations<"deliveries">>;

/** Says what is wrong, and where when that is known. */
export function problemText(t: Translate, problem: DraftProblem): string {
  const { code, line = 1, excerpt = "", key = "", suggestion } = problem;
  if (code === "unknownField") {
    const field = mergeFieldText(key, "");
    return suggestion
      ? t("problems.unknownSimilar", { line, field, suggestion: mergeFieldText(suggestion, "") })
      : t("problems.unknownField", { line, field });
  }
  if (code === "unclosed" || code === "empty" || code === "nested" || code === "activeContent") {
    return t(`problems.${code}`, { line, excerpt });
  }
  if (code === "embeddedImage") return t("problems.embeddedImage", { line });
  return t(`problems.${code}`);
}

const shownMost = 3;

/** The problems of one field as its error text. */
export function problemsAt(
  t: Translate,
  problems: readonly DraftProblem[],
  field: DraftField,
): string | undefined {
  const own = problems.filter((problem) => problem.field === field);
  if (own.length === 0) return undefined;
  const texts = own.slice(0, shownMost).map((problem) => problemText(t, problem));
  if (own.length > shownMost) texts.push(t("problems.more", { count: own.length - shownMost }));
  return texts.join(" ");
}
