"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime } from "@/components/ui/date-time";
import { revokeApiTokenAction } from "@/lib/api-tokens/actions";
import type { ApiTokenSummary } from "@/lib/api-tokens/queries";

type Token = ApiTokenSummary & { isExpired: boolean };

export function ApiTokenList({ tokens }: { tokens: Token[] }) {
  const t = useTranslations("api");
  if (tokens.length === 0) return <p className="p-4 text-muted">{t("none")}</p>;
  return (
    <ul className="divide-y divide-line">
      {tokens.map((token) => (
        <li
          key={token.id}
          className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 p-4"
        >
          <TokenFacts token={token} />
          <ConfirmDialog
            trigger={
              <Button size="sm" aria-label={t("revoke", { name: token.name })}>
                {t("revokeConfirm")}
              </Button>
            }
            title={t("revokeTitle", { name: token.name })}
            confirmLabel={t("revokeConfirm")}
            successMessage={t("revoked")}
            action={revokeApiTokenAction.bind(null, { id: token.id })}
          >
            {t("revokeBody")}
          </ConfirmDialog>
        </li>
      ))}
    </ul>
  );
}

function TokenFacts({ token }: { token: Token }) {
  const t = useTranslations("api");
  const scopes = token.scopes.map((scope) =>
    t(`scope.${scope.replace(":", "_") as "addresses_write"}`),
  );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="flex flex-wrap items-center gap-2">
        <span className="break-words font-medium">{token.name}</span>
        <span className="text-muted">{t("hint", { hint: token.hint })}</span>
        {token.isExpired && <Badge tone="danger">{t("expired")}</Badge>}
      </span>
      <span className="flex flex-wrap gap-x-4 text-muted text-sm">
        <span>{scopes.join(" · ")}</span>
        <span>
          {t("expires")} <DateTime value={token.expiresAt} />
        </span>
        <span>
          {t("lastUsed")} {token.lastUsedAt ? <DateTime value={token.lastUsedAt} /> : t("never")}
        </span>
      </span>
    </div>
  );
}
