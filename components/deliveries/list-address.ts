import type { DeliveryTab } from "@/lib/deliveries/rules";
import type { LogView } from "@/lib/history/rules";
import { paths } from "@/lib/paths";

function withQuery(path: string, values: Record<string, string | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}

export const listHref = (tab: DeliveryTab, q: string, after?: string | null): string =>
  withQuery(paths.deliveries, { tab: tab === "all" ? null : tab, q, after });

export const logHref = (id: string, view: LogView, q = "", after?: string | null): string =>
  withQuery(paths.deliveryRecipients(id), { view: view === "all" ? null : view, q, after });

export const exportHref = (id: string, view: LogView, q: string, encoding: string): string =>
  withQuery(paths.deliveryExport(id), { view: view === "all" ? null : view, q, encoding });

export const listExportHref = (tab: DeliveryTab, q: string, encoding: string): string =>
  withQuery(paths.exportDeliveries, { tab: tab === "all" ? null : tab, q, encoding });
