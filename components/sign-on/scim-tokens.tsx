"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyText } from "@/components/ui/copy-text";
import { DateTime } from "@/components/ui/date-time";
import { withProof } from "@/components/ui/proof-gate";
import { createTokenAction, revokeTokenAction } from "@/lib/scim-tokens/actions";
import type { ScimTokenSummary } from "@/lib/scim-tokens/queries";

type Props = { address: string; tokens: ScimTokenSummary[] };

/** The directory's address and its bearer tokens; a new one is shown once. */
export function ScimTokens({ address, tokens }: Props) {
  const t = useTranslations("scim");
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <span className="text-muted">{t("address")}</span>
        <CopyText label={t("address")} text={address} />
      </div>
      {tokens.length === 0 && <p className="text-muted">{t("none")}</p>}
      <ul className="flex flex-col gap-2">
        {tokens.map((token) => (
          <li key={token.id} className="flex flex-wrap items-center justify-between gap-2">
            <span className="flex flex-wrap gap-x-4">
              <span>{t("token", { hint: token.hint })}</span>
              <span className="text-muted">
                {t("lastUsed")}{" "}
                {token.lastUsedAt ? <DateTime value={token.lastUsedAt} /> : t("never")}
              </span>
            </span>
            <ConfirmDialog
              trigger={<Button size="sm">{t("revoke", { hint: token.hint })}</Button>}
              title={t("revokeTitle")}
              confirmLabel={t("revokeConfirm")}
              successMessage={t("revoked")}
              action={revokeTokenAction.bind(null, { id: token.id })}
            >
              {t("revokeBody")}
            </ConfirmDialog>
          </li>
        ))}
      </ul>
      <NewToken />
    </div>
  );
}

function NewToken() {
  const t = useTranslations("scim");
  const ui = useTranslations("ui");
  const [made, setMade] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const make = () =>
    startTransition(async () => {
      const result = await withProof(() => createTokenAction({})).catch(() => null);
      setProblem(result?.ok ? null : (result?.message ?? ui("networkError")));
      setMade(result?.ok ? result.data.token : null);
    });
  return (
    <div className="flex flex-col gap-3">
      {problem && <Alert tone="danger">{problem}</Alert>}
      {made && (
        <Alert tone="success" title={t("created")}>
          <CopyText label={t("newToken")} text={made} />
        </Alert>
      )}
      <div>
        <Button onPress={make} isPending={isPending}>
          {t("create")}
        </Button>
      </div>
    </div>
  );
}
