import { Body } from "@react-email/body";
import { Button } from "@react-email/button";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Hr } from "@react-email/hr";
import { Html } from "@react-email/html";
import { Link } from "@react-email/link";
import { Preview } from "@react-email/preview";
import { Section } from "@react-email/section";
import { Text } from "@react-email/text";
import type { ReactNode } from "react";

const font = "'Hiragino Sans','Noto Sans JP','Yu Gothic',Meiryo,sans-serif";
const ink = "#1b1f24";
const muted = "#5b6570";

type LayoutProps = {
  locale: string;
  preview: string;
  footer: string;
  /** In whose name the mail comes. */
  brand?: string;
  children: ReactNode;
};

export function MailLayout({ locale, preview, footer, brand = "ECAI", children }: LayoutProps) {
  return (
    <Html lang={locale}>
      <Head />
      <Preview>{preview}</Preview>
      <Body style={{ backgroundColor: "#f4f5f7", fontFamily: font, margin: 0, padding: "24px 0" }}>
        <Container
          style={{
            backgroundColor: "#ffffff",
            border: "1px solid #e3e6ea",
            borderRadius: 8,
            maxWidth: 560,
            padding: "28px 32px",
          }}
        >
          <Text
            style={{
              color: ink,
              fontSize: 16,
              fontWeight: 700,
              letterSpacing: "0.04em",
              margin: "0 0 20px",
            }}
          >
            {brand}
          </Text>
          {children}
          <Hr style={{ borderColor: "#e3e6ea", margin: "28px 0 16px" }} />
          <Text
            style={{
              color: muted,
              fontSize: 12,
              lineHeight: "20px",
              margin: 0,
              whiteSpace: "pre-line",
            }}
          >
            {footer}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

export function MailText({ children }: { children: ReactNode }) {
  return (
    <Text
      style={{
        color: ink,
        fontSize: 14,
        lineHeight: "24px",
        margin: "0 0 16px",
        whiteSpace: "pre-line",
      }}
    >
      {children}
    </Text>
  );
}

export function MailButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Section style={{ margin: "8px 0 20px" }}>
      <Button
        href={href}
        style={{
          backgroundColor: "#2f4bd8",
          borderRadius: 6,
          color: "#ffffff",
          fontSize: 14,
          fontWeight: 600,
          padding: "12px 20px",
          textDecoration: "none",
        }}
      >
        {children}
      </Button>
      <Text
        style={{
          color: muted,
          fontSize: 12,
          lineHeight: "18px",
          margin: "12px 0 0",
          wordBreak: "break-all",
        }}
      >
        <Link href={href} style={{ color: muted }}>
          {href}
        </Link>
      </Text>
    </Section>
  );
}

export function MailCode({ children }: { children: string }) {
  return (
    <Text
      style={{
        backgroundColor: "#f4f5f7",
        borderRadius: 6,
        color: ink,
        fontSize: 28,
        fontWeight: 700,
        letterSpacing: "0.3em",
        margin: "8px 0 20px",
        padding: "16px 20px",
        textAlign: "center",
      }}
    >
      {children}
    </Text>
  );
}

/** Term and value, one below the other: for account ids, dates, prices. */
export function MailFacts({ facts }: { facts: { term: string; value: string }[] }) {
  return (
    <Section style={{ margin: "0 0 20px" }}>
      {facts.map(({ term, value }) => (
        <Text
          key={term}
          style={{
            borderTop: "1px solid #e3e6ea",
            color: ink,
            fontSize: 14,
            lineHeight: "22px",
            margin: 0,
            padding: "8px 0",
          }}
        >
          <span style={{ color: muted, fontSize: 12 }}>{term}</span>
          <br />
          {value}
        </Text>
      ))}
    </Section>
  );
}
