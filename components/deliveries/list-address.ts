import type { ListFilter } from "@/lib/delivery-totals/schema";
import type { LogView } from "@/lib/history/rules";
import type { DeliveryTable } from "@/lib/history-tables/schema";
import { paths } from "@/lib/paths";

function withQuery(path: string, values: Record<string, string | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  return query.size > 0 ? `${path}?${query}` : path;
}

const listValues = ({ tab, q, from, to }: ListFilter) => ({
  tab: tab === "all" ? null : tab,
  q,
  from,
  to,
});

export const listHref = (filter: ListFilter, after?: string | null): string =>
  withQuery(paths.deliveries, { ...listValues(filter), after });

export const listExportHref = (filter: ListFilter, encoding: string): string =>
  withQuery(paths.exportDeliveries, { ...listValues(filter), encoding });

export const totalsHref = ({ from, to }: Pick<ListFilter, "from" | "to">, encoding: string) =>
  withQuery(paths.exportTotals, { table: "totals", from, to, encoding });

export const comparisonHref = (ids: readonly string[], encoding: string): string =>
  withQuery(paths.exportTotals, { table: "comparison", ids: ids.join(","), encoding });

type LogAddress = {
  view: LogView;
  q?: string;
  domain?: string | undefined;
  reason?: string | undefined;
};

const logValues = ({ view, q, domain, reason }: LogAddress) => ({
  view: view === "all" ? null : view,
  domain,
  reason,
  q,
});

export const logHref = (id: string, log: LogAddress, after?: string | null): string =>
  withQuery(paths.deliveryRecipients(id), { ...logValues(log), after });

export const exportHref = (id: string, log: LogAddress, encoding: string): string =>
  withQuery(paths.deliveryExport(id), { ...logValues(log), encoding });

export const tableHref = (id: string, table: DeliveryTable, encoding: string): string =>
  withQuery(paths.deliveryTables(id), { table, encoding });

export const eventsHref = (id: string, address: string, encoding: string): string =>
  withQuery(paths.deliveryTables(id), { table: "events", address, encoding });
