"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useContext } from "react";
import {
  Dialog as AriaDialog,
  DialogTrigger,
  OverlayTriggerStateContext,
} from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { Button } from "./button";
import { cx } from "./cx";
import { IconButton } from "./icon-button";

export type DialogProps = {
  trigger?: ReactNode;
  title: string;
  description?: ReactNode;
  size?: "sm" | "md" | "lg";
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  isAlert?: boolean;
  children: ReactNode;
};

const sizes = { sm: "sm:max-w-sm", md: "sm:max-w-lg", lg: "sm:max-w-3xl" };

export function Dialog({ trigger, isOpen, onOpenChange, size = "md", ...content }: DialogProps) {
  const overlay = (
    <ModalOverlay
      isDismissable={!content.isAlert}
      {...(trigger ? {} : { isOpen, onOpenChange })}
      className="fixed inset-0 z-50 flex items-end justify-center bg-overlay transition-opacity duration-150 data-[entering]:opacity-0 data-[exiting]:opacity-0 sm:items-center sm:p-6"
    >
      <Modal
        className={cx(
          "max-h-[92dvh] w-full overflow-y-auto rounded-t-xl border border-line bg-surface shadow-float sm:rounded-xl",
          sizes[size],
        )}
      >
        <DialogBody {...content} />
      </Modal>
    </ModalOverlay>
  );
  if (!trigger) return overlay;
  return (
    <DialogTrigger
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      {trigger}
      {overlay}
    </DialogTrigger>
  );
}

function DialogBody({
  title,
  description,
  isAlert,
  children,
}: Omit<DialogProps, "trigger" | "size">) {
  const t = useTranslations("ui");
  return (
    <AriaDialog
      role={isAlert ? "alertdialog" : "dialog"}
      className="relative flex flex-col gap-4 p-5 outline-none"
    >
      <div className="flex flex-col gap-1 pr-8">
        <Heading slot="title" className="font-semibold text-ink text-md">
          {title}
        </Heading>
        {description && <p className="text-muted">{description}</p>}
      </div>
      {!isAlert && (
        <span className="absolute top-3.5 right-3.5">
          <CloseButton label={t("close")} />
        </span>
      )}
      {children}
    </AriaDialog>
  );
}

function CloseButton({ label }: { label: string }) {
  return <IconButton aria-label={label} icon={<X />} onPress={useDialogClose()} />;
}

/** Closes the dialog around the caller. */
export function useDialogClose(): () => void {
  const state = useContext(OverlayTriggerStateContext);
  return () => state?.close();
}

export function DialogClose({ children }: { children: ReactNode }) {
  return <Button onPress={useDialogClose()}>{children}</Button>;
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2 pt-1">{children}</div>;
}
