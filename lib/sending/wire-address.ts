import { stripControls } from "./rules";

const dotAtom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** The address as servers take it: a local part that breaks RFC 5321 (`a..b.@docomo.ne.jp`) is quoted. */
export function wireAddress(email: string): string {
  const at = email.lastIndexOf("@");
  const local = email.slice(0, at);
  if (dotAtom.test(local) || /^".*"$/.test(local) || /[^\x20-\x7e]/.test(local)) return email;
  return `${quote(local)}${email.slice(at)}`;
}

/** `"Name" <address>` for a From header. */
export function namedAddress(name: string, email: string): string {
  const shown = stripControls(name);
  return shown === "" ? wireAddress(email) : `${quote(shown)} <${wireAddress(email)}>`;
}

const quote = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&")}"`;
