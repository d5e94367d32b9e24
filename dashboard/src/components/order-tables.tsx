import { Badge, DirectionBadge } from '@/components/ui/badge';
import type { Tone } from '@/components/ui/badge';
import { ExplainLink } from '@/components/ui/explain-link';
import { Table } from '@/components/ui/table';
import type { Column } from '@/components/ui/table';
import { Instant, Price, Profit, Quantity } from '@/components/ui/values';
import type { Order, OrderStatus } from '@/domain/order';
import type { Outcome, Trade } from '@/domain/trade';
import type { Side } from '@/domain/values';
import { humanize } from '@/lib/words';

const kTones: Record<OrderStatus, Tone> = {
  queued: 'neutral', submitting: 'neutral', unknown: 'warn', accepted: 'accent', partially_filled: 'accent',
  filled: 'good', canceled: 'neutral', expired: 'neutral', rejected: 'bad',
};

const SideText = ({ side }: { side: Side }) => <span className={side === 'buy' ? 'up' : 'down'}>{side}</span>;

const Limits = ({ order: { type, limit_price, stop_price } }: { order: Order }) => (
  <>
    {type}
    {limit_price && <> at <Price value={limit_price} /></>}
    {stop_price && <> at <Price value={stop_price} /></>}
  </>
);

export const kOrderColumns: readonly Column<Order>[] = [
  { title: 'Time', cell: ({ time }) => <Instant value={time} /> },
  { title: 'Symbol', cell: ({ symbol }) => <strong>{symbol}</strong> },
  { title: 'Side', cell: ({ side }) => <SideText side={side} /> },
  { title: 'For', minor: true, cell: ({ leg }) => leg },
  { title: 'Type', minor: true, cell: (order) => <Limits order={order} /> },
  { title: 'Quantity', numeric: true, cell: ({ quantity }) => <Quantity value={quantity} /> },
  { title: 'Filled', numeric: true, minor: true, cell: ({ filled_quantity }) => <Quantity value={filled_quantity} /> },
  { title: 'Price', numeric: true, minor: true, cell: ({ average_price }) => <Price value={average_price} /> },
  {
    title: 'Status',
    cell: ({ status, reason }) => (
      <span title={reason}>
        <Badge tone={kTones[status]}>{humanize(status)}</Badge>
      </span>
    ),
  },
  { title: 'Why', cell: ({ id, symbol }) => <ExplainLink id={id} label={`Why this order of ${symbol}?`} /> },
];

export const OrderTable = ({ orders, columns = kOrderColumns }: { orders: readonly Order[]; columns?: readonly Column<Order>[] }) => (
  <Table label="Orders" columns={columns} rows={orders} keyOf={({ id }) => id} />
);

const kTradeColumns: Column<Trade>[] = [
  { title: 'Time', cell: ({ time }) => <Instant value={time} /> },
  { title: 'Symbol', cell: ({ symbol }) => <strong>{symbol}</strong> },
  { title: 'Side', cell: ({ side }) => <SideText side={side} /> },
  { title: 'For', minor: true, cell: ({ leg }) => leg },
  { title: 'Quantity', numeric: true, cell: ({ quantity }) => <Quantity value={quantity} /> },
  { title: 'Price', numeric: true, cell: ({ price }) => <Price value={price} /> },
  { title: 'Slippage', numeric: true, minor: true, cell: ({ slippage }) => <Price value={slippage} /> },
  { title: 'Realised', numeric: true, cell: ({ realized_pnl }) => <Profit value={realized_pnl} /> },
  { title: 'Position', numeric: true, minor: true, cell: ({ position }) => <Quantity value={position} /> },
  { title: 'Why', cell: ({ id, symbol }) => <ExplainLink id={id} label={`Why this trade of ${symbol}?`} /> },
];

export const TradeTable = ({ trades }: { trades: readonly Trade[] }) => (
  <Table label="Trades" columns={kTradeColumns} rows={trades} keyOf={({ id }) => id} />
);

const kOutcomeColumns: Column<Outcome>[] = [
  { title: 'Closed', cell: ({ closed }) => <Instant value={closed} /> },
  { title: 'Symbol', cell: ({ symbol }) => <strong>{symbol}</strong> },
  { title: 'Direction', cell: ({ direction }) => <DirectionBadge direction={direction} /> },
  { title: 'Quantity', numeric: true, minor: true, cell: ({ quantity }) => <Quantity value={quantity} /> },
  { title: 'Entry', numeric: true, minor: true, cell: ({ entry_price }) => <Price value={entry_price} /> },
  { title: 'Exit', numeric: true, minor: true, cell: ({ exit_price }) => <Price value={exit_price} /> },
  { title: 'Net P&L', numeric: true, cell: ({ net_pnl }) => <Profit value={net_pnl} /> },
  {
    title: 'Credited to',
    minor: true,
    cell: ({ credits }) => (
      <ul className="plain">
        {credits.map(({ strategy, value }) => (
          <li key={strategy}>
            {humanize(strategy)} <Profit value={value} />
          </li>
        ))}
      </ul>
    ),
  },
  { title: 'Why', cell: ({ closing_fill, symbol }) => <ExplainLink id={closing_fill} label={`Why this outcome of ${symbol}?`} /> },
];

export const OutcomeTable = ({ outcomes }: { outcomes: readonly Outcome[] }) => (
  <Table label="Outcomes" columns={kOutcomeColumns} rows={outcomes} keyOf={({ id }) => id} />
);
