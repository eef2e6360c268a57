import type { AudienceInput } from "@/lib/deliveries/schema";

/** A draft as the editor holds it. */
export type Draft = {
  name: string;
  senderId: string | null;
  subject: string;
  html: string;
  text: string;
  audience: AudienceInput;
};

export type Choice = { id: string; name: string };
export type SenderChoice = Choice & { email: string };
export type TagChoice = Choice & { color: string };

/** What is known around the draft and does not change while it is written. */
export type EditorChoices = {
  senders: SenderChoice[];
  groups: Choice[];
  tags: TagChoice[];
  attributeKeys: string[];
};

export type EditorRights = {
  canSend: boolean;
  canReadAddresses: boolean;
  canWriteSenders: boolean;
  canWriteSettings: boolean;
};
