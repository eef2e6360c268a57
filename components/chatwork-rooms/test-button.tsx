"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-queue";
import { sendTestMessageAction } from "@/lib/chatwork-rooms/actions";

export function TestButton() {
  const t = useTranslations("chatworkRooms");
  const [isPending, start] = useTransition();
  return (
    <Button
      isPending={isPending}
      onPress={() =>
        start(async () => {
          const result = await sendTestMessageAction({});
          toast(
            result.ok
              ? { tone: "success", title: t("tested") }
              : { tone: "danger", title: result.message },
          );
        })
      }
    >
      {t("test")}
    </Button>
  );
}
