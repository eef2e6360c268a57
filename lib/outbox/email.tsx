import { Heading } from "@react-email/heading";
import { Hr } from "@react-email/hr";
import { Link } from "@react-email/link";
import { Text } from "@react-email/text";
import type { ReactElement } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { env } from "@/lib/env";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";

const ink = "#1b1f24";
const text = { color: ink, fontSize: 14, lineHeight: "24px", margin: "0 0 16px" };
const heading = { color: ink, fontSize: 16, lineHeight: "24px", margin: "20px 0 8px" };

/** No pictures: a notice must not load anything from elsewhere. */
const parts: Components = {
  h1: ({ children }) => <Heading style={heading}>{children}</Heading>,
  h2: ({ children }) => <Heading style={heading}>{children}</Heading>,
  h3: ({ children }) => <Heading style={heading}>{children}</Heading>,
  p: ({ children }) => <Text style={text}>{children}</Text>,
  li: ({ children }) => <li style={{ ...text, margin: 0 }}>{children}</li>,
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  hr: () => <Hr />,
  img: ({ alt }) => <span>{alt}</span>,
};

/** Whatever is told by mail: a title, Markdown, and a link into the service. */
export async function messageMail(message: {
  locale: string;
  title: string;
  body: string;
  link: string | null;
}): Promise<{ subject: string; body: ReactElement }> {
  const t = await mailTranslator(message.locale, "email-notices");
  return {
    subject: t("subject", { title: message.title }),
    body: (
      <MailLayout
        locale={message.locale}
        preview={message.title}
        footer={t("footer", { support: env().SUPPORT_MAIL })}
      >
        <Heading as="h1" style={{ ...heading, fontSize: 18, margin: "0 0 16px" }}>
          {message.title}
        </Heading>
        <ReactMarkdown remarkPlugins={[remarkGfm]} components={parts}>
          {message.body}
        </ReactMarkdown>
        {message.link && <MailButton href={absoluteUrl(message.link)}>{t("open")}</MailButton>}
      </MailLayout>
    ),
  };
}
