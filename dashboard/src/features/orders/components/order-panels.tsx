import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { CommandButton } from '@/components/command-button';
import {
  kOrderColumns, kShortOrderColumns, kShortTradeColumns, kTradeColumns, OrderTable, OutcomeTable,
  TradeTable,
} from '@/components/order-tables';
import { ExportLinks } from '@/components/ui/export-links';
import { LoadMore } from '@/components/ui/load-more';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import type { Column } from '@/components/ui/table';
import { isOpen } from '@/domain/order';
import type { Order } from '@/domain/order';
import { itemsOf } from '@/lib/pages';
import type { Filters } from '@/live/live-list';

import { orders } from '../api/get-orders';
import { outcomesQuery } from '../api/get-outcomes';
import { trades } from '../api/get-trades';

interface PanelProps {
  title: string;
  filters?: Filters;
  latest?: number;
  actions?: ReactNode;
}

const Cancel = ({ id, symbol, side }: Order) => (
  <CommandButton action="cancel" target={id} label="Cancel" question={`Cancel this order to ${side} ${symbol}?`} />
);

/** Open orders can be cancelled beside their status. */
const kColumnsWithCancel: readonly Column<Order>[] = kOrderColumns.map((column) =>
  column.title === 'Status'
    ? {
        ...column,
        cell: (order) => (
          <>
            {column.cell(order)} {isOpen(order.status) && <Cancel {...order} />}
          </>
        ),
      }
    : column,
);

export function OrdersPanel({ title, filters = {}, latest, actions }: PanelProps) {
  const query = useInfiniteQuery(orders.query(filters));
  const columns = latest === undefined ? kColumnsWithCancel : kShortOrderColumns;
  return (
    <Panel title={title} actions={actions ?? <ExportLinks path="/api/orders" query={filters} />}>
      <QueryView query={query} isEmpty={(data) => itemsOf(data).length === 0} empty="No orders yet.">
        {(data) => <OrderTable orders={itemsOf(data).slice(0, latest)} columns={columns} />}
      </QueryView>
      {latest === undefined && <LoadMore query={query} />}
    </Panel>
  );
}

export function TradesPanel({ title, filters = {}, latest, actions }: PanelProps) {
  const query = useInfiniteQuery(trades.query(filters));
  return (
    <Panel title={title} actions={actions ?? <ExportLinks path="/api/trades" query={filters} />}>
      <QueryView query={query} isEmpty={(data) => itemsOf(data).length === 0} empty="No trades yet.">
        {(data) => <TradeTable trades={itemsOf(data).slice(0, latest)} columns={latest === undefined ? kTradeColumns : kShortTradeColumns} />}
      </QueryView>
      {latest === undefined && <LoadMore query={query} />}
    </Panel>
  );
}

export function OutcomesPanel({ title, filters = {} }: PanelProps) {
  const query = useInfiniteQuery(outcomesQuery(filters));
  return (
    <Panel title={title} actions={<ExportLinks path="/api/outcomes" query={filters} />}>
      <QueryView query={query} isEmpty={(data) => itemsOf(data).length === 0} empty="No round trip has closed yet.">
        {(data) => <OutcomeTable outcomes={itemsOf(data)} />}
      </QueryView>
      <LoadMore query={query} />
    </Panel>
  );
}
