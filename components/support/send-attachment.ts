import { z } from "zod";
import { paths } from "@/lib/paths";

const sentSchema = z.object({ id: z.string(), name: z.string(), bytes: z.number() });
const refusedSchema = z.object({ error: z.object({ message: z.string() }) });

export type Attachment = z.output<typeof sentSchema>;

/** Sends one file ahead of its request; the message says why it was refused, null when it did not arrive. */
export async function sendAttachment(file: File): Promise<Attachment | { message: string | null }> {
  try {
    const response = await fetch(`${paths.supportUpload}?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: file,
    });
    const answer: unknown = await response.json();
    const sent = sentSchema.safeParse(answer);
    if (sent.success) return sent.data;
    const refused = refusedSchema.safeParse(answer);
    return { message: refused.success ? refused.data.error.message : null };
  } catch {
    return { message: null };
  }
}
