import { useTranslations } from "next-intl";
import type { GroupDelivery } from "@/lib/groups/queries";
import { describeExpression } from "@/lib/groups/rules";
import type { Expression } from "@/lib/groups/schema";
import type { TagSummary } from "@/lib/tags/queries";

type GroupSentenceProps = {
  expression: Expression;
  tags: TagSummary[];
  deliveries: GroupDelivery[];
};

/** An expression in words. */
export function GroupSentence({ expression, tags, deliveries }: GroupSentenceProps) {
  const t = useTranslations("groups.sentence");
  const names = new Map(tags.map((tag) => [tag.id, tag.name]));
  const sent = new Map(deliveries.map((delivery) => [delivery.id, delivery.name]));
  const text = describeExpression(expression, {
    tagName: (id) => names.get(id),
    deliveryName: (id) => sent.get(id),
    say: (key, values) => t(key, values),
  });
  return <span>{text}</span>;
}
