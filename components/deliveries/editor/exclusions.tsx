"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { DateTime } from "@/components/ui/date-time";
import { Dialog } from "@/components/ui/dialog";
import { type Column, Table } from "@/components/ui/table";
import { findExclusionsAction } from "@/lib/composing/actions";
import type { ExclusionPage } from "@/lib/composing/queries";
import type { AudienceInput } from "@/lib/deliveries/schema";

type Row = ExclusionPage["rows"][number];

const nothing: ExclusionPage = { rows: [], next: null };

/** Opens the list of those who are in the audience and are left out, read when it is asked for. */
export function Exclusions({ audience }: { audience: AudienceInput }) {
  const t = useTranslations("deliveries");
  const ui = useTranslations("ui");
  const [isOpen, setOpen] = useState(false);
  const [page, setPage] = useState(nothing);
  const [message, setMessage] = useState<string | null>(null);
  const [isPending, start] = useTransition();

  function load(before: ExclusionPage) {
    start(async () => {
      const result = await findExclusionsAction({ audience, after: before.next }).catch(() => null);
      setMessage(result?.ok ? null : (result?.message ?? ui("networkError")));
      const { rows, next } = result?.ok ? result.data : nothing;
      setPage({ rows: [...before.rows, ...rows], next });
      setOpen(true);
    });
  }

  return (
    <>
      <Button size="sm" isPending={isPending && !isOpen} onPress={() => load(nothing)}>
        {t("exclusions.open")}
      </Button>
      <Dialog
        title={t("exclusions.title")}
        description={t("exclusions.hint")}
        size="lg"
        isOpen={isOpen}
        onOpenChange={setOpen}
      >
        {message && <Alert tone="warning">{message}</Alert>}
        <ExclusionTable rows={page.rows} />
        {page.next && (
          <Button isPending={isPending} onPress={() => load(page)}>
            {t("exclusions.more")}
          </Button>
        )}
      </Dialog>
    </>
  );
}

function ExclusionTable({ rows }: { rows: readonly Row[] }) {
  const t = useTranslations("deliveries");
  const columns: Column<Row>[] = [
    { id: "email", header: t("log.email"), isRowHeader: true, render: ({ email }) => email },
    { id: "name", header: t("exclusions.name"), render: ({ name }) => name || t("none") },
    { id: "reason", header: t("log.reason"), render: ({ reason }) => t(`suppressed.${reason}`) },
    {
      id: "since",
      header: t("exclusions.since"),
      render: ({ since }) => <DateTime value={since} />,
    },
  ];
  return (
    <Table
      caption={t("exclusions.title")}
      columns={columns}
      rows={rows}
      getRowId={({ addressId }) => addressId}
    />
  );
}
