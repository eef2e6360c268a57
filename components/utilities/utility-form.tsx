"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { FormError } from "@/components/ui/form-error";
import { Table } from "@/components/ui/table";
import { dryRunUtilityAction, startUtilityAction } from "@/lib/utilities/actions";
import type { UtilityKind } from "@/lib/utilities/rules";
import type { DryRun } from "@/lib/utility-targets/queries";
import { inputOf, newDraft, type UtilityDraft } from "./utility-draft";
import { type UtilityChoices, UtilityFields } from "./utility-fields";

type UtilityFormProps = UtilityChoices & { kind: UtilityKind; isRunning: boolean };

/** A utility's settings, its dry run, and then its start. */
export function UtilityForm({ kind, isRunning, ...choices }: UtilityFormProps) {
  const t = useTranslations("utilities");
  const [draft, setDraft] = useState(() => newDraft(kind));
  const { dryRun, message, errors, isPending, look, forget } = useDryRun();
  const change = (changes: Partial<UtilityDraft>) => {
    setDraft((old) => ({ ...old, ...changes }));
    forget();
  };
  return (
    <Card title={t(`tools.${kind}.title`)} description={t(`tools.${kind}.text`)}>
      <form
        className="flex max-w-xl flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          look(draft);
        }}
      >
        <FormError message={message} />
        <UtilityFields {...choices} draft={draft} errors={errors} onChange={change} />
        {isRunning && <Alert tone="info">{t("waiting")}</Alert>}
        <div>
          <Button type="submit" isPending={isPending}>
            {t("dryRun")}
          </Button>
        </div>
      </form>
      {dryRun && <Found draft={draft} dryRun={dryRun} isRunning={isRunning} onStart={forget} />}
    </Card>
  );
}

function useDryRun() {
  const [dryRun, setDryRun] = useState<DryRun | null>(null);
  const [message, setMessage] = useState<string | null>(null);
  const [errors, setErrors] = useState<Record<string, string[]>>({});
  const [isPending, start] = useTransition();
  const forget = () => setDryRun(null);
  const look = (draft: UtilityDraft) =>
    start(async () => {
      const result = await dryRunUtilityAction(inputOf(draft));
      setDryRun(result.ok ? result.data : null);
      setErrors((!result.ok && result.fieldErrors) || {});
      setMessage(result.ok ? null : result.message);
    });
  return { dryRun, message, errors, isPending, look, forget };
}

type FoundProps = {
  draft: UtilityDraft;
  dryRun: DryRun;
  isRunning: boolean;
  onStart: () => void;
};

function Found({ draft, dryRun: { total, samples }, isRunning, onStart }: FoundProps) {
  const t = useTranslations("utilities");
  const router = useRouter();
  const { kind } = draft;
  const isDestructive = kind === "remove" || kind === "duplicates";
  const start = async () => {
    const result = await startUtilityAction(inputOf(draft));
    if (result.ok) {
      onStart();
      router.refresh();
    }
    return result;
  };
  return (
    <div className="mt-5 flex flex-col gap-3 border-line border-t pt-4">
      <p role="status" className="font-semibold text-lg tabular-nums">
        {t(`tools.${kind}.found`, { count: total })}
      </p>
      {samples.length > 0 && <Samples kind={kind} samples={samples} />}
      {(total > 0 || kind === "export") && (
        <div>
          <ConfirmDialog
            trigger={
              <Button variant={isDestructive ? "danger" : "primary"} isDisabled={isRunning}>
                {t(`tools.${kind}.start`)}
              </Button>
            }
            title={t(`tools.${kind}.title`)}
            confirmLabel={t(`tools.${kind}.start`)}
            tone={isDestructive ? "danger" : "accent"}
            successMessage={t("started")}
            action={start}
          >
            {t(`tools.${kind}.confirm`, { count: total })}
          </ConfirmDialog>
        </div>
      )}
    </div>
  );
}

function Samples({ kind, samples }: { kind: UtilityKind; samples: DryRun["samples"] }) {
  const t = useTranslations("utilities");
  return (
    <Table
      caption={t("samples", { count: samples.length })}
      isStickyHeader={false}
      columns={[
        {
          id: "email",
          header: t("email"),
          isRowHeader: true,
          render: ({ email }) => <span className="break-all">{email}</span>,
        },
        {
          id: "before",
          header: kind === "replace" ? t("before") : t("fields.name"),
          render: ({ before }) => before,
        },
        ...(kind === "replace"
          ? [
              {
                id: "after",
                header: t("after"),
                render: ({ after }: DryRun["samples"][number]) => after || t("emptied"),
              },
            ]
          : []),
      ]}
      rows={samples}
      getRowId={({ id }) => id}
    />
  );
}
