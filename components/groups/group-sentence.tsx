import { useTranslations } from "next-intl";
import { describeExpression } from "@/lib/groups/rules";
import type { Expression } from "@/lib/groups/schema";
import type { TagSummary } from "@/lib/tags/queries";

type GroupSentenceProps = { expression: Expression; tags: TagSummary[] };

/** An expression in words. */
export function GroupSentence({ expression, tags }: GroupSentenceProps) {
  const t = useTranslations("groups.sentence");
  const names = new Map(tags.map((tag) => [tag.id, tag.name]));
  const text = describeExpression(expression, {
    tagName: (id) => names.get(id),
    say: (key, values) => t(key, values),
  });
  return <span>{text}</span>;
}
