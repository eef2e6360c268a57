"use client";

import { useTranslations } from "next-intl";
import { MailView } from "@/components/deliveries/mail-view";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { previewDraftAction } from "@/lib/previews/actions";
import type { Preview, PreviewAddress } from "@/lib/previews/queries";
import { AddressPicker } from "./address-picker";
import type { Draft } from "./draft";
import { useAnswer } from "./use-answer";

type Props = {
  draft: Draft;
  addressId: string | null;
  onAddress: (id: string | null) => void;
  initial: Preview;
  firstAddresses: PreviewAddress[];
};

export function PreviewPanel({ draft, addressId, onAddress, initial, firstAddresses }: Props) {
  const t = useTranslations("deliveries");
  const { name: _, ...content } = draft;
  const preview = useAnswer(previewDraftAction, { ...content, addressId }, initial);
  const { message } = preview.data;
  return (
    <Card title={t("preview.title")} description={t("preview.hint")}>
      <div className="flex flex-col gap-4" aria-busy={preview.isPending}>
        <AddressPicker
          label={t("preview.as")}
          audience={draft.audience}
          initial={firstAddresses}
          value={addressId}
          onChange={onAddress}
        />
        {!preview.data.address && <p className="text-muted text-xs">{t("preview.sample")}</p>}
        {preview.message && <Alert tone="warning">{preview.message}</Alert>}
        <MailView message={message} />
      </div>
    </Card>
  );
}
