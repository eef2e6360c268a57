"use client";

import { useEffect, useId } from "react";
import { paths } from "@/lib/paths";

/**
 * A mail's HTML in a frame without scripts, forms or an origin. It comes from an address of its own: a document
 * written into the page would be held to the page's policy, which allows no mail its styles.
 */
export function MailFrame({
  html,
  title,
  className,
}: {
  html: string;
  title: string;
  className?: string;
}) {
  const name = useId();
  useEffect(() => post(paths.mailFrame, { html }, name), [html, name]);
  // A new frame for each mail: going on inside an old one would fill the browser's history.
  return (
    <iframe
      key={html}
      name={name}
      title={title}
      sandbox=""
      referrerPolicy="no-referrer"
      className={className}
    />
  );
}

/** Posts as a form does, with the answer shown in the frame named `target`. */
function post(action: string, fields: Record<string, string>, target: string): void {
  const form = Object.assign(document.createElement("form"), { action, method: "post", target });
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
  form.remove();
}
