import { randomBytes } from "node:crypto";
import { demoEmail, demoOperatorEmail } from "./content";

export type Passwords = {
  hash: (password: string) => Promise<string>;
  verify: (stored: string | null, password: string) => Promise<boolean>;
};
/** Who can sign in after a start on one's own machine. */
export type Demo = {
  email: string;
  password: string;
  operatorEmail: string;
  operatorPassword: string;
  /** Whose password is no longer the one above. */
  changed?: { user: boolean; operator: boolean };
};

const readablePassword = () =>
  randomBytes(9)
    .toString("hex")
    .replace(/(.{6})(?=.)/g, "$1-");

/** The sample accounts with passwords of this installation. */
export const newDemo = (): Demo => ({
  email: demoEmail,
  password: readablePassword(),
  operatorEmail: demoOperatorEmail,
  operatorPassword: readablePassword(),
});
