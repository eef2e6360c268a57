"use client";

import { useTranslations } from "next-intl";
import { useRef } from "react";
import { CreateSender } from "@/components/senders/create-sender";
import { Card } from "@/components/ui/card";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import type { DraftProblem } from "@/lib/composing/rules";
import type { EditorChoices, EditorRights } from "./draft";
import { insertText } from "./insert-text";
import { MergeFieldMenu } from "./merge-field-menu";
import { problemsAt } from "./problem-text";
import type { DraftHandle } from "./use-draft";

type Props = {
  handle: DraftHandle;
  choices: EditorChoices;
  rights: EditorRights;
  problems: readonly DraftProblem[];
};

/** A field's own errors first, then what would keep the mail from being sent. */
function useErrorText({ handle, problems }: Pick<Props, "handle" | "problems">) {
  const t = useTranslations("deliveries");
  return (field: "senderId" | "subject" | "html" | "text") =>
    handle.errors[field]?.join(" ") ?? problemsAt(t, problems, field);
}

export function EnvelopeFields(props: Props) {
  const { handle, choices, rights } = props;
  const t = useTranslations("deliveries");
  const errorText = useErrorText(props);
  const subject = useRef<HTMLInputElement>(null);
  const { draft, change } = handle;
  return (
    <Card title={t("editor.envelope")}>
      <div className="flex flex-col gap-4">
        <TextField
          label={t("name")}
          description={t("nameHint")}
          isRequired
          autoComplete="off"
          value={draft.name}
          onChange={(name) => change({ name })}
          errorMessage={handle.errors.name?.join(" ")}
        />
        <div className="flex flex-wrap items-end gap-2">
          <Select
            className="min-w-0 flex-1 basis-64"
            label={t("sender")}
            isRequired
            placeholder={t("editor.chooseSender")}
            options={choices.senders.map(({ id, name, email }) => ({
              value: id,
              label: t("senderLine", { name, email }),
            }))}
            value={draft.senderId ?? ""}
            onChange={(senderId) => change({ senderId: senderId || null })}
            errorMessage={errorText("senderId")}
          />
          {rights.canWriteSenders && <CreateSender variant="secondary" />}
        </div>
        <TextField
          label={t("subject")}
          ref={subject}
          isRequired
          autoComplete="off"
          value={draft.subject}
          onChange={(text) => change({ subject: text })}
          errorMessage={errorText("subject")}
          suffix={
            <MergeFieldMenu
              label={t("editor.insertInSubject")}
              attributeKeys={choices.attributeKeys}
              onInsert={(added) =>
                insertText(subject.current, draft.subject, added, (text) =>
                  change({ subject: text }),
                )
              }
            />
          }
        />
      </div>
    </Card>
  );
}

export function BodyFields(props: Props) {
  const { handle, choices } = props;
  const t = useTranslations("deliveries");
  const errorText = useErrorText(props);
  const html = useRef<HTMLTextAreaElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const { draft, change } = handle;
  return (
    <Card
      title={t("editor.body")}
      description={t("editor.bodyHint", { example: "{{名前|お客様}}" })}
    >
      <div className="flex flex-col gap-4">
        <div className="flex justify-end">
          <MergeFieldMenu
            label={t("editor.insertInHtml")}
            attributeKeys={choices.attributeKeys}
            onInsert={(added) =>
              insertText(html.current, draft.html, added, (next) => change({ html: next }))
            }
          />
        </div>
        <TextArea
          label={t("html")}
          ref={html}
          isCode
          rows={18}
          value={draft.html}
          onChange={(next) => change({ html: next })}
          errorMessage={errorText("html")}
        />
        <div className="flex justify-end">
          <MergeFieldMenu
            label={t("editor.insertInText")}
            attributeKeys={choices.attributeKeys}
            onInsert={(added) =>
              insertText(text.current, draft.text, added, (next) => change({ text: next }))
            }
          />
        </div>
        <TextArea
          label={t("text")}
          description={t("textHint")}
          ref={text}
          rows={8}
          value={draft.text}
          onChange={(next) => change({ text: next })}
          errorMessage={errorText("text")}
        />
      </div>
    </Card>
  );
}
