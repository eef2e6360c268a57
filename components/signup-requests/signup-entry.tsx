"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { AttributeField } from "@/components/attributes/attribute-field";
import { PublicCard } from "@/components/frame/public-card";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldSet } from "@/components/ui/field-set";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { submitSignupAction } from "@/lib/signup-requests/actions";
import type { PublicForm } from "@/lib/signup-requests/queries";
import { submitSignupSchema } from "@/lib/signup-requests/schema";
import { EmailField } from "./email-field";
import { SenderFacts } from "./sender-facts";

type Props = PublicForm & { started: string };

/** The form that a visitor fills in, and what follows once it is sent. */
export function SignupEntry(props: Props) {
  const t = useTranslations("signupRequests");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { form, sender } = props;
  if (sentTo !== null)
    return (
      <PublicCard title={t("sentTitle")}>
        <div role="status" className="flex flex-col gap-4">
          <p className="wrap-anywhere">{t("sentDescription", { email: sentTo })}</p>
          <p className="text-muted text-xs">{t("sentHint")}</p>
          <Button onPress={() => setSentTo(null)}>{t("again")}</Button>
        </div>
      </PublicCard>
    );
  return (
    <PublicCard title={form.title} description={t("from", { sender: sender.name })}>
      <div className="flex flex-col gap-5">
        {form.introduction && (
          <p className="wrap-anywhere whitespace-pre-wrap">{form.introduction}</p>
        )}
        <SignupFields {...props} onSent={setSentTo} />
        <SenderFacts sender={sender} />
      </div>
    </PublicCard>
  );
}

function SignupFields({
  form: shown,
  sender,
  attributes,
  tags,
  started,
  onSent,
}: Props & { onSent: (email: string) => void }) {
  const t = useTranslations("signupRequests");
  const form = useActionForm({
    schema: submitSignupSchema,
    action: submitSignupAction,
    defaultValues: {
      formId: shown.id,
      started,
      website: "",
      email: "",
      name: "",
      attributes: Object.fromEntries(attributes.map(({ id }) => [id, ""])),
      tagIds: [],
      hasConsented: false,
    },
    onSuccess: () => onSent(form.field("email").value),
  });
  return (
    <ActionForm form={form}>
      <EmailField {...form.field("email")} />
      {shown.nameField !== "none" && (
        <TextField
          label={t("name")}
          isRequired={shown.nameField === "required"}
          autoComplete="name"
          {...form.field("name")}
        />
      )}
      {attributes.map(({ id, isRequired, ...attribute }) => (
        <AttributeField
          key={id}
          attribute={attribute}
          isRequired={isRequired}
          {...form.field(`attributes.${id}`)}
        />
      ))}
      {tags.length > 0 && <TagChoices tags={tags} {...form.list("tagIds")} />}
      <Trap {...form.field("website")} />
      <FieldSet field={{ label: t("consent"), isRequired: true }}>
        <p className="wrap-anywhere whitespace-pre-wrap rounded-md border border-line bg-subtle px-3 py-2">
          {shown.consentWording}
        </p>
        <Checkbox label={t("agree")} {...form.checkbox("hasConsented")} />
      </FieldSet>
      <Button type="submit" variant="primary" isPending={form.isPending}>
        {t("submit")}
      </Button>
      <p className="wrap-anywhere text-muted text-xs">{t("privacy", { sender: sender.name })}</p>
    </ActionForm>
  );
}

type TagChoicesProps = {
  tags: PublicForm["tags"];
  value: string[];
  onChange: (ids: string[]) => void;
  errorMessage?: string | undefined;
};

function TagChoices({ tags, value, onChange, errorMessage }: TagChoicesProps) {
  const t = useTranslations("signupRequests");
  return (
    <FieldSet field={{ label: t("tags"), errorMessage }}>
      <div className="flex flex-col gap-2 pt-1">
        {tags.map(({ id, name, description }) => (
          <Checkbox
            key={id}
            label={<span className="wrap-anywhere">{name}</span>}
            description={description || undefined}
            isSelected={value.includes(id)}
            onChange={(isChosen) =>
              onChange(isChosen ? [...value, id] : value.filter((other) => other !== id))
            }
          />
        ))}
      </div>
    </FieldSet>
  );
}

/** For machines, which fill in what they find; a person neither sees nor reaches it. */
function Trap({
  name,
  value,
  onChange,
}: {
  name: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = useTranslations("signupRequests");
  return (
    <div aria-hidden className="-left-[9999px] absolute">
      <label>
        {t("website")}
        <input
          name={name}
          value={value}
          tabIndex={-1}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
    </div>
  );
}
