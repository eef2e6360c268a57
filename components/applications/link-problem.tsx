import { useTranslations } from "next-intl";
import { LinkButton } from "@/components/ui/link-button";
import type { LinkStatus } from "@/lib/applications/rules";
import { paths } from "@/lib/paths";
import { SendAgain } from "./send-again";
import { SignUpShell } from "./sign-up-shell";

type LinkProblemProps = {
  status: LinkStatus;
  token: string;
  secondsLeft: number;
};

/** Says why a mailed link no longer works and what to do. */
export function LinkProblem({ status, token, secondsLeft }: LinkProblemProps) {
  const t = useTranslations("applications.link");
  const problem = status === "superseded" || status === "expired" ? status : "unknown";
  return (
    <SignUpShell step="mail" title={t(`${problem}Title`)} description={t(`${problem}Text`)}>
      {problem === "unknown" ? (
        <LinkButton href={`${paths.signUp}?new=1`} variant="primary">
          {t("restart")}
        </LinkButton>
      ) : (
        <SendAgain
          kind="link"
          token={token}
          secondsLeft={secondsLeft}
          label={t("again")}
          doneText={t("againDone")}
        />
      )}
    </SignUpShell>
  );
}
