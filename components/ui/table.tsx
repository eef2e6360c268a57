// biome-ignore-all lint/a11y/noRedundantRoles: the cards of small screens are display: block, which takes the built-in roles away
import type { ReactNode } from "react";
import { cx } from "./cx";
import { SelectAllCheckbox, SelectRowCheckbox } from "./selection";

export type Column<Row> = {
  id: string;
  header: string;
  render: (row: Row) => ReactNode;
  align?: "start" | "end";
  isRowHeader?: boolean;
  hideBelow?: "sm" | "md" | "lg";
  width?: string;
  isHeaderHidden?: boolean;
};

export type TableProps<Row> = {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  getRowId: (row: Row) => string;
  getRowLabel?: (row: Row) => string;
  empty?: ReactNode;
  isSelectable?: boolean;
  isStickyHeader?: boolean;
  className?: string;
};

const hidden = { sm: "max-sm:hidden", md: "max-md:hidden", lg: "max-lg:hidden" };

/** A dense table; under 640px each row becomes a card. Explicit roles keep it a table for assistive technology then. */
export function Table<Row>(props: TableProps<Row>) {
  const {
    caption,
    columns,
    rows,
    getRowId,
    getRowLabel,
    empty,
    isSelectable = false,
    className,
  } = props;
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div className={cx("relative min-w-0 max-lg:overflow-x-auto", className)}>
      <table
        role="table"
        className="stacked-table w-full border-separate border-spacing-0 text-left max-sm:block"
      >
        <caption className="sr-only">{caption}</caption>
        <TableHead
          columns={columns}
          isSelectable={isSelectable}
          isSticky={props.isStickyHeader ?? true}
        />
        <tbody role="rowgroup" className="max-sm:block">
          {rows.map((row) => (
            <tr
              key={getRowId(row)}
              role="row"
              className="group hover:bg-subtle has-[input[data-row]:checked]:bg-selected max-sm:relative max-sm:flex max-sm:flex-col max-sm:border-line max-sm:border-b max-sm:px-4 max-sm:py-2.5 max-sm:last:border-b-0"
            >
              {isSelectable && (
                <td
                  role="cell"
                  className="w-10 border-line border-b pl-3 group-last:border-b-0 max-sm:absolute max-sm:top-2 max-sm:right-3 max-sm:w-auto max-sm:border-0"
                >
                  <SelectRowCheckbox
                    id={getRowId(row)}
                    name={getRowLabel?.(row) ?? getRowId(row)}
                  />
                </td>
              )}
              {columns.map((column) => (
                <TableCell key={column.id} column={column}>
                  {column.render(row)}
                </TableCell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type TableHeadProps<Row> = {
  columns: readonly Column<Row>[];
  isSelectable: boolean;
  isSticky: boolean;
};

function TableHead<Row>({ columns, isSelectable, isSticky }: TableHeadProps<Row>) {
  const cell = cx(
    "h-9 whitespace-nowrap border-line border-b bg-surface px-3 font-medium text-muted text-xs first:pl-4 last:pr-4",
    "first:rounded-tl-xl last:rounded-tr-xl",
    isSticky && "sticky top-0 z-10",
  );
  return (
    <thead role="rowgroup" className="max-sm:sr-only">
      <tr role="row">
        {isSelectable && (
          <th role="columnheader" scope="col" className={cx(cell, "w-10 pl-3!")}>
            <SelectAllCheckbox />
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.id}
            role="columnheader"
            scope="col"
            style={column.width ? { width: column.width } : undefined}
            className={cx(
              cell,
              column.align === "end" && "text-right",
              column.hideBelow && hidden[column.hideBelow],
            )}
          >
            <span className={column.isHeaderHidden ? "sr-only" : undefined}>{column.header}</span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function TableCell<Row>({ column, children }: { column: Column<Row>; children: ReactNode }) {
  const look = cx(
    "h-10 border-line border-b px-3 py-1.5 align-middle first:pl-4 last:pr-4 group-last:border-b-0",
    "max-sm:flex max-sm:empty:hidden max-sm:h-auto max-sm:items-baseline max-sm:gap-3 max-sm:border-0 max-sm:px-0 max-sm:py-0.5 max-sm:first:pl-0 max-sm:last:pr-0",
    column.align === "end" && "sm:text-right",
    column.align === "end" && "whitespace-nowrap tabular-nums",
    column.hideBelow && hidden[column.hideBelow],
  );
  if (column.isRowHeader) {
    return (
      <th
        role="rowheader"
        scope="row"
        className={cx(look, "font-medium text-ink max-sm:-order-1 max-sm:pr-8")}
      >
        {children}
      </th>
    );
  }
  return (
    <td role="cell" data-label={column.isHeaderHidden ? undefined : column.header} className={look}>
      {children}
    </td>
  );
}
