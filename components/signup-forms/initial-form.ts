import type { SignupForm } from "@/lib/signup-forms/queries";
import type { SignupFieldMode } from "@/lib/signup-forms/rules";

/** A form as its editor holds it: everything as typed. */
export type SignupFormFields = {
  name: string;
  title: string;
  introduction: string;
  nameField: SignupFieldMode;
  attributeModes: Record<string, SignupFieldMode>;
  choiceTagIds: string[];
  hiddenTagIds: string[];
  consentWording: string;
  completionMessage: string;
  locale: "ja" | "en";
  isActive: boolean;
  allowedSites: string;
};

/** What the editor begins with; a new form asks for consent in words that the law is content with. */
export function initialForm(
  form: SignupForm | undefined,
  attributes: readonly { id: string }[],
  consentWording: string,
): SignupFormFields {
  const modeOf = (id: string): SignupFieldMode => {
    const asked = form?.attributeFields.find((field) => field.id === id);
    if (!asked) return "none";
    return asked.isRequired ? "required" : "optional";
  };
  return {
    name: form?.name ?? "",
    title: form?.title ?? "",
    introduction: form?.introduction ?? "",
    nameField: form?.nameField ?? "optional",
    attributeModes: Object.fromEntries(attributes.map(({ id }) => [id, modeOf(id)])),
    choiceTagIds: form?.choiceTagIds ?? [],
    hiddenTagIds: form?.hiddenTagIds ?? [],
    consentWording: form?.consentWording ?? consentWording,
    completionMessage: form?.completionMessage ?? "",
    locale: form?.locale ?? "ja",
    isActive: form?.isActive ?? true,
    allowedSites: form?.allowedSites.join("\n") ?? "",
  };
}
