"use client";

import { Save } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { needsApproval } from "@/lib/approvals/rules";
import { checkDraftAction } from "@/lib/composing/actions";
import type { DraftCheck } from "@/lib/composing/queries";
import type { DraftProblem } from "@/lib/composing/rules";
import type { DeliveryOptions } from "@/lib/delivery-options/schema";
import { checkDomainAction } from "@/lib/domain-checks/actions";
import type { DomainCheck } from "@/lib/domain-checks/queries";
import { paths } from "@/lib/paths";
import type { Preview, PreviewAddress } from "@/lib/previews/queries";
import { AudienceCount } from "./audience-count";
import { AudienceFields } from "./audience-fields";
import { BodyFields, EnvelopeFields } from "./content-fields";
import { DeliveryOptionsCard } from "./delivery-options-card";
import type { Draft, EditorChoices, EditorRights } from "./draft";
import { FirstGate, useWarnings } from "./first-gate";
import { PreviewPanel } from "./preview-panel";
import { problemText } from "./problem-text";
import { SaveStatus } from "./save-status";
import { SendDialog } from "./send-dialog";
import { TestMailButton } from "./test-mail-button";
import { type Answer, useAnswer } from "./use-answer";
import { type DraftHandle, useDraft } from "./use-draft";

type Props = {
  id: string;
  draft: Draft;
  version: string;
  check: DraftCheck;
  preview: Preview;
  firstAddresses: PreviewAddress[];
  choices: EditorChoices;
  options: DeliveryOptions;
  isTrackingAllowed: boolean;
  /** From how many recipients on it needs an approval; null for none. */
  approvalFrom: number | null;
  rights: EditorRights;
  userEmail: string;
};

/** Everything of one draft on one page; the side shows what the server makes of it. */
export function DraftEditor(props: Props) {
  const { choices, rights } = props;
  const t = useTranslations("deliveries");
  const handle = useDraft(props.id, props.draft, props.version);
  const [addressId, setAddressId] = useState<string | null>(null);
  const isValid = Object.keys(handle.errors).length === 0;
  // What breaks a limit stays on the screen; the server is asked about the last text within them.
  const valid = useRef(handle.draft);
  if (isValid) valid.current = handle.draft;
  const { name: _, ...content } = valid.current;
  const check = useAnswer(checkDraftAction, content, props.check);
  const senderId = valid.current.senderId;
  const domain = useAnswer(checkDomainAction, { senderId }, null as DomainCheck | null);
  const fields = { handle, choices, rights, problems: check.data.problems };
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <EnvelopeFields {...fields} />
        <AudienceFields {...fields} />
        <BodyFields {...fields} />
        <DeliveryOptionsCard
          id={props.id}
          options={props.options}
          isTrackingAllowed={props.isTrackingAllowed}
        />
        <PreviewPanel
          draft={valid.current}
          addressId={addressId}
          onAddress={setAddressId}
          initial={props.preview}
          firstAddresses={props.firstAddresses}
        />
      </div>
      <aside aria-label={t("editor.summary")} className="flex flex-col gap-4 lg:sticky lg:top-4">
        <Card title={t("editor.summary")}>
          <div className="flex flex-col gap-4">
            <AudienceCount
              check={check.data}
              isPending={check.isPending}
              audience={handle.draft.audience}
              canReadAddresses={rights.canReadAddresses}
            />
            <Readiness check={check} rights={rights} />
            <SaveStatus handle={handle} />
            <Button
              icon={<Save />}
              isPending={handle.save.kind === "saving"}
              onPress={() => void handle.saveNow()}
            >
              {t("save.button")}
            </Button>
            <TestMailButton
              id={props.id}
              handle={handle}
              addressId={addressId}
              to={props.userEmail}
            />
            <Sending
              id={props.id}
              choices={choices}
              rights={rights}
              handle={handle}
              check={check}
              domain={domain.data}
              isValid={isValid}
              isTrackingAllowed={props.isTrackingAllowed}
              approvalFrom={props.approvalFrom}
            />
          </div>
        </Card>
        <FirstGate
          check={check.data}
          domain={domain}
          hasSender={senderId !== null}
          rights={rights}
        />
      </aside>
    </div>
  );
}

type ReadinessProps = { check: Answer<DraftCheck>; rights: EditorRights };

function Readiness({ check, rights }: ReadinessProps) {
  const t = useTranslations("deliveries");
  const { problems } = check.data;
  if (check.message) return <Alert tone="warning">{check.message}</Alert>;
  if (problems.length === 0) return <Alert tone="success">{t("ready")}</Alert>;
  return (
    <Alert tone="warning" title={t("problems.title", { count: problems.length })}>
      <ul className="list-disc pl-4 text-xs">
        {problems.map((problem) => (
          <li key={keyOf(problem)}>
            {t("problems.at", {
              field: t(`fields.${problem.field}`),
              problem: problemText(t, problem),
            })}
            {problem.code === "noLegal" && rights.canWriteSettings && (
              <TextLink href={paths.settings}>{t("problems.toSettings")}</TextLink>
            )}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

const keyOf = ({ field, code, position, key }: DraftProblem) =>
  [field, code, position, key].join(":");

type Shared = "id" | "choices" | "rights" | "isTrackingAllowed" | "approvalFrom";
type SendingProps = Pick<Props, Shared> & {
  handle: DraftHandle;
  check: Answer<DraftCheck>;
  domain: DomainCheck | null;
  isValid: boolean;
};

function Sending(props: SendingProps) {
  const { id, handle, check, domain, choices, rights, isValid } = props;
  const t = useTranslations("deliveries");
  const approvals = useTranslations("approvals.ask");
  const warnings = useWarnings(check.data, domain);
  const { recipients } = check.data.audience;
  const isAsking = needsApproval(props.approvalFrom, recipients);
  if (!rights.canSend && !isAsking)
    return <p className="text-muted text-xs">{t("send.noPermission")}</p>;
  const isBlocked = !isValid || check.data.problems.some((problem) => problem.isBlocking);
  return (
    <div className="flex flex-col gap-2">
      <SendDialog
        id={id}
        handle={handle}
        recipients={recipients}
        sender={choices.senders.find((sender) => sender.id === handle.draft.senderId)}
        isReady={!isBlocked && !check.isPending}
        warnings={warnings}
        isTrackingAllowed={props.isTrackingAllowed}
        isAsking={isAsking}
      />
      {isAsking && <p className="text-muted text-xs">{approvals("needed")}</p>}
      {isBlocked && <p className="text-muted text-xs">{t("send.blocked")}</p>}
    </div>
  );
}
