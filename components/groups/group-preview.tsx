import { useTranslations } from "next-intl";
import { Suspense, use } from "react";
import { Card } from "@/components/ui/card";
import { Spinner } from "@/components/ui/spinner";
import { Table } from "@/components/ui/table";
import type { GroupCount, GroupPreview } from "@/lib/group-counts/queries";
import type { GroupDelivery } from "@/lib/groups/queries";
import type { Expression } from "@/lib/groups/schema";
import type { TagSummary } from "@/lib/tags/queries";
import { GroupSentence } from "./group-sentence";

type GroupPreviewCardProps = {
  expression: Expression;
  tags: TagSummary[];
  deliveries: GroupDelivery[];
  preview: GroupPreview | null;
  /** Follows an estimate. */
  exact?: Promise<GroupCount | null> | null;
  isCounting?: boolean;
};

/** How many addresses an expression finds now, and the newest of them. */
export function GroupPreviewCard(props: GroupPreviewCardProps) {
  const { expression, tags, deliveries, preview, exact = null, isCounting = false } = props;
  const t = useTranslations("groups");
  return (
    <Card title={t("preview")} actions={isCounting && <Spinner label={t("previewLoading")} />}>
      <div className="flex flex-col gap-3">
        <p>
          <span className="sr-only">{t("sentenceLabel")} </span>
          <GroupSentence expression={expression} tags={tags} deliveries={deliveries} />
        </p>
        <div role="status">
          {preview ? (
            <Suspense fallback={<Count count={preview} />}>
              <Followed preview={preview} exact={exact} />
            </Suspense>
          ) : (
            <p className="font-semibold text-lg">{t("previewWaiting")}</p>
          )}
        </div>
        {preview && <Members preview={preview} />}
      </div>
    </Card>
  );
}

type FollowedProps = { preview: GroupPreview; exact: Promise<GroupCount | null> | null };

function Followed({ preview, exact }: FollowedProps) {
  const found = preview.isEstimate && exact ? use(exact) : null;
  return <Count count={found ?? preview} />;
}

function Count({ count: { addressCount, isEstimate } }: { count: GroupCount }) {
  const t = useTranslations("groups");
  return (
    <>
      <p className="font-semibold text-lg tabular-nums">
        {isEstimate
          ? t("previewAbout", { count: addressCount })
          : t("previewCount", { count: addressCount })}
      </p>
      {isEstimate && <p className="text-muted text-xs">{t("previewExactFollows")}</p>}
    </>
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
