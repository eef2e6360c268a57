import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const demoSchema = z.object({
  email: z.string(),
  password: z.string(),
  operatorEmail: z.string().optional(),
  operatorPassword: z.string().optional(),
  changed: z.object({ user: z.boolean(), operator: z.boolean() }).optional(),
});

type Shown = {
  url: string;
  operatorUrl: string;
  inboxUrl?: string;
  dataDir: string;
  seconds: number;
};

/** What a person needs to know once everything answers. */
export function summary({ url, operatorUrl, inboxUrl, dataDir, seconds }: Shown): string {
  const file = join(dataDir, "demo.json");
  const demo = existsSync(file)
    ? demoSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data
    : undefined;
  const lines = [
    ["Service", url],
    ...(inboxUrl ? [["Inbox", inboxUrl]] : []),
    ["Operator", operatorUrl],
    ...(demo ? [["Demo sign-in", signIn(demo.email, demo.password, demo.changed?.user)]] : []),
    ...(demo?.operatorEmail
      ? [
          [
            "Operator sign-in",
            signIn(demo.operatorEmail, demo.operatorPassword, demo.changed?.operator),
          ],
          ["", "the first sign-in sets up an authenticator app; later ones ask for its code"],
        ]
      : []),
    ...(demo?.changed?.user || demo?.changed?.operator
      ? [["", `without ${file} the next start makes new passwords`]]
      : []),
  ];
  const body = lines.map(([name = "", value]) => `  ${name.padEnd(18)}${value}`).join("\n");
  return `\n  ECAI is ready (${seconds.toFixed(1)} s)\n\n${body}\n\n  Ctrl-C stops everything.\n`;
}

const signIn = (email: string, password: string | undefined, isChanged: boolean | undefined) =>
  `${email}  /  ${isChanged ? "(the password has been changed)" : password}`;
