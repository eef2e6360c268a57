"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TagPicker } from "@/components/tags/tag-picker";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { LinkButton } from "@/components/ui/link-button";
import { MultiSelect } from "@/components/ui/multi-select";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import { useActionForm } from "@/components/ui/use-action-form";
import { noticeLocales, signupFieldModes } from "@/db/values";
import type { Attribute } from "@/lib/attributes/queries";
import { paths } from "@/lib/paths";
import type { TagChoice } from "@/lib/preferences/queries";
import { createSignupFormAction, updateSignupFormAction } from "@/lib/signup-forms/actions";
import type { SignupForm } from "@/lib/signup-forms/queries";
import { createSignupFormSchema } from "@/lib/signup-forms/schema";
import type { TagSummary } from "@/lib/tags/queries";
import { initialForm, type SignupFormFields } from "./initial-form";

type EditorProps = {
  form?: SignupForm;
  tags: TagSummary[];
  choices: TagChoice[];
  attributes: Attribute[];
  senderName: string;
  canCreateTags: boolean;
};

/** Makes a sign-up form or, given one, changes it. */
export function SignupFormEditor({ form: saved, senderName, ...known }: EditorProps) {
  const t = useTranslations("signupForms");
  const ui = useTranslations("ui");
  const router = useRouter();
  const form = useActionForm({
    schema: createSignupFormSchema,
    action: async (input: SignupFormFields) =>
      saved ? updateSignupFormAction({ id: saved.id, ...input }) : createSignupFormAction(input),
    defaultValues: initialForm(
      saved,
      known.attributes,
      t("consentDefault.ja", { sender: senderName }),
    ),
    successMessage: saved ? t("saved") : t("created"),
    onSuccess: ({ id }) => (saved ? router.refresh() : router.push(paths.signupForm(id))),
  });
  return (
    <ActionForm
      form={form}
      className="gap-6"
      footer={
        <>
          <LinkButton href={paths.signupForms}>{ui("cancel")}</LinkButton>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {saved ? t("save") : t("create")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("name")}
        description={t("nameHint")}
        isRequired
        autoComplete="off"
        {...form.field("name")}
      />
      <ContentFields form={form} />
      <QuestionFields form={form} attributes={known.attributes} />
      <TagFields form={form} {...known} />
      <Part title={t("consentSection")}>
        <TextArea
          label={t("consentWording")}
          description={t("consentHint")}
          isRequired
          rows={3}
          {...form.field("consentWording")}
        />
      </Part>
      <Part title={t("publicSection")}>
        <Checkbox
          label={t("isActive")}
          description={t("isActiveHint")}
          {...form.checkbox("isActive")}
        />
        <TextArea
          label={t("allowedSites")}
          description={t("allowedSitesHint")}
          rows={2}
          {...form.field("allowedSites")}
        />
      </Part>
    </ActionForm>
  );
}

type Handle = ReturnType<typeof useActionForm<SignupFormFields>>;

function Part({ title, hint, children }: { title: string; hint?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-line border-t pt-5">
      <div>
        <h2 className="font-semibold text-base text-ink">{title}</h2>
        {hint && <p className="text-muted">{hint}</p>}
      </div>
      {children}
    </section>
  );
}

function ContentFields({ form }: { form: Handle }) {
  const t = useTranslations("signupForms");
  return (
    <Part title={t("content")}>
      <TextField label={t("formTitle")} isRequired autoComplete="off" {...form.field("title")} />
      <TextArea label={t("introduction")} rows={3} {...form.field("introduction")} />
      <TextArea
        label={t("completionMessage")}
        description={t("completionHint")}
        rows={2}
        {...form.field("completionMessage")}
      />
      <Select
        label={t("locale")}
        description={t("localeHint")}
        className="max-w-60"
        options={noticeLocales.map((value) => ({ value, label: t(`locales.${value}`) }))}
        {...form.field("locale")}
      />
    </Part>
  );
}

function QuestionFields({ form, attributes }: { form: Handle; attributes: Attribute[] }) {
  const t = useTranslations("signupForms");
  const modes = signupFieldModes.map((value) => ({ value, label: t(`modes.${value}`) }));
  return (
    <Part title={t("fields")} hint={t("fieldsDescription")}>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Select label={t("nameField")} options={modes} {...form.field("nameField")} />
        {attributes.map(({ id, key }) => (
          <Select key={id} label={key} options={modes} {...form.field(`attributeModes.${id}`)} />
        ))}
      </div>
      {attributes.length === 0 && (
        <p className="text-muted">
          {t("noAttributes")} <TextLink href={paths.attributes}>{t("attributesLink")}</TextLink>
        </p>
      )}
    </Part>
  );
}

type TagFieldsProps = { form: Handle } & Pick<EditorProps, "tags" | "choices" | "canCreateTags">;

function TagFields({ form, tags, choices, canCreateTags }: TagFieldsProps) {
  const t = useTranslations("signupForms");
  const offered = choices
    .filter((choice) => choice.isChoosable)
    .map(({ id, publicName }) => ({ id, label: publicName }));
  return (
    <Part title={t("tagging")}>
      <div className="flex flex-col gap-1">
        <TagPicker
          label={t("hiddenTags")}
          tags={tags}
          canCreate={canCreateTags}
          {...form.list("hiddenTagIds")}
        />
        <p className="text-muted text-xs">{t("hiddenTagsHint")}</p>
      </div>
      <MultiSelect
        label={t("choiceTags")}
        description={
          <>
            {t("choiceTagsHint")} <TextLink href={paths.tags}>{t("tagsLink")}</TextLink>
          </>
        }
        isDisabled={offered.length === 0}
        options={offered}
        {...form.list("choiceTagIds")}
      />
    </Part>
  );
}
