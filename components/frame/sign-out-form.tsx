import type { ReactNode, Ref } from "react";

type Props = { href: string; ref?: Ref<HTMLFormElement>; className?: string; children?: ReactNode };

/** Signs out by a whole new page, so that nothing of the session stays in memory. */
export function SignOutForm({ href, ...props }: Props) {
  return <form action={href} method="post" {...props} />;
}
