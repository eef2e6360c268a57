import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyText } from "@/components/ui/copy-text";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { deleteProviderAction } from "@/lib/sign-on/actions";
import type { ProviderSummary } from "@/lib/sign-on/queries";
import { readProblem } from "@/lib/signing-on/rules";
import { TestButton } from "./test-button";

type Props = { provider: ProviderSummary | null; redirectAddress: string; test: unknown };

/** How the provider stands: the address to register there, the last test, and what to do next. */
export function ProviderState({ provider, redirectAddress, test }: Props) {
  const t = useTranslations("signOn");
  return (
    <div className="flex flex-col gap-4">
      <TestOutcome test={test} />
      <DescriptionList
        items={[
          {
            term: t("redirectAddress"),
            value: <CopyText label={t("redirectAddress")} text={redirectAddress} />,
          },
          { term: t("state"), value: <State provider={provider} /> },
          {
            term: t("testedAt"),
            value: provider?.testedAt ? <DateTime value={provider.testedAt} /> : t("notTested"),
          },
        ]}
      />
      {provider && (
        <div className="flex flex-wrap items-start justify-between gap-3">
          <TestButton />
          <ConfirmDialog
            trigger={<Button variant="danger">{t("delete")}</Button>}
            title={t("deleteTitle")}
            confirmLabel={t("delete")}
            successMessage={t("deleted")}
            action={deleteProviderAction.bind(null, {})}
          >
            {t("deleteBody")}
          </ConfirmDialog>
        </div>
      )}
    </div>
  );
}

function State({ provider }: { provider: ProviderSummary | null }) {
  const t = useTranslations("signOn.states");
  if (!provider) return <StatusBadge>{t("none")}</StatusBadge>;
  if (!provider.isOn) return <StatusBadge tone="warning">{t("off")}</StatusBadge>;
  return <StatusBadge tone="success">{provider.isRequired ? t("required") : t("on")}</StatusBadge>;
}

function TestOutcome({ test }: { test: unknown }) {
  const t = useTranslations("signOn");
  if (test === "ok") return <Alert tone="success">{t("testPassed")}</Alert>;
  const problem = readProblem(test);
  if (!problem) return null;
  return (
    <Alert tone="danger" title={t("testFailed")}>
      {t(`problems.${problem}`)}
    </Alert>
  );
}
