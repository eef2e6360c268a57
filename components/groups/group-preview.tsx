import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import { Table } from "@/components/ui/table";
import type { GroupPreview } from "@/lib/groups/queries";
import type { Expression } from "@/lib/groups/schema";
import type { TagSummary } from "@/lib/tags/queries";
import { GroupSentence } from "./group-sentence";

type GroupPreviewCardProps = {
  expression: Expression;
  tags: TagSummary[];
  preview: GroupPreview | null;
  isCounting?: boolean;
};

/** How many addresses an expression finds now, and the newest of them. */
export function GroupPreviewCard(props: GroupPreviewCardProps) {
  const { expression, tags, preview, isCounting = false } = props;
  const t = useTranslations("groups");
  return (
    <Card title={t("preview")} actions={isCounting && <Spinner label={t("previewLoading")} />}>
      <div className="flex flex-col gap-3">
        <p>
          <span className="sr-only">{t("sentenceLabel")} </span>
          <GroupSentence expression={expression} tags={tags} />
        </p>
        <p role="status" className="font-semibold text-lg tabular-nums">
          {preview ? t("previewCount", { count: preview.addressCount }) : t("previewWaiting")}
        </p>
        {preview && <Members preview={preview} />}
      </div>
    </Card>
  );
}

function Members({ preview: { members } }: { preview: GroupPreview }) {
  const t = useTranslations("groups");
  if (members.length === 0) return null;
  return (
    <div>
      <p className="mb-1 text-muted text-xs">{t("previewMembers", { count: members.length })}</p>
      <Table
        caption={t("previewCaption")}
        isStickyHeader={false}
        columns={[
          {
            id: "email",
            header: t("email"),
            isRowHeader: true,
            render: ({ email }) => <span className="break-all">{email}</span>,
          },
          { id: "name", header: t("memberName"), render: ({ name }) => name },
        ]}
        rows={members}
        getRowId={({ id }) => id}
      />
    </div>
  );
}
