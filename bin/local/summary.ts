import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const demoSchema = z.object({
  email: z.string(),
  password: z.string(),
  operatorEmail: z.string().optional(),
  operatorPassword: z.string().optional(),
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
    ...(demo ? [["Demo sign-in", `${demo.email}  /  ${demo.password}`]] : []),
    ...(demo?.operatorEmail
      ? [
          ["Operator sign-in", `${demo.operatorEmail}  /  ${demo.operatorPassword}`],
          ["", "the first sign-in sets up an authenticator app; later ones ask for its code"],
        ]
      : []),
  ];
  const body = lines.map(([name = "", value]) => `  ${name.padEnd(18)}${value}`).join("\n");
  return `\n  ECAI is ready (${seconds.toFixed(1)} s)\n\n${body}\n\n  Ctrl-C stops everything.\n`;
}
