import { ApprovalStateBadge } from "@/components/approvals/approval-state";
import { isOpen } from "@/lib/approvals/rules";
import type { DeliverySummary } from "@/lib/deliveries/queries";
import { paths } from "@/lib/paths";
import { DeliveryStateBadge } from "./delivery-state";

/** A draft that waits for approval or was answered says so: that is what matters of it. */
export function DeliveryRowState({ row: { state, approval } }: { row: DeliverySummary }) {
  const isTold = approval === "requested" || approval === "approved" || approval === "returned";
  return isTold ? <ApprovalStateBadge state={approval} /> : <DeliveryStateBadge state={state} />;
}

/** Where a row leads: to what there is to do or to see of the delivery. */
export function deliveryHref({ state, id, approval }: DeliverySummary): string {
  if (state !== "draft") return paths.delivery(id);
  return approval && isOpen(approval) ? paths.deliveryApproval(id) : paths.deliveryEdit(id);
}
