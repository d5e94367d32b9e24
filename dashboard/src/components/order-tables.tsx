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

const Deal = ({ side, quantity, symbol, leg }: Pick<Order, 'side' | 'quantity' | 'symbol' | 'leg'>) => (
  <>
    <SideText side={side} /> <Quantity value={quantity} /> <strong>{symbol}</strong> <span className="muted">{leg}</span>
  </>
);

type OrderColumn = Column<Order>;

const kTimeAndOrder: readonly OrderColumn[] = [
  { title: 'Time', cell: ({ time }) => <Instant value={time} /> },
  { title: 'Order', cell: (order) => <Deal {...order} /> },
  { title: 'Type', minor: true, cell: (order) => <Limits order={order} /> },
];

const kFilled: readonly OrderColumn[] = [
  { title: 'Filled', numeric: true, minor: true, cell: ({ filled_quantity }) => <Quantity value={filled_quantity} /> },
  { title: 'Price', numeric: true, minor: true, cell: ({ average_price }) => <Price value={average_price} /> },
];

const kStatusAndWhy: readonly OrderColumn[] = [
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

export const kOrderColumns: readonly OrderColumn[] = [...kTimeAndOrder, ...kFilled, ...kStatusAndWhy];

/** For narrow places. */
export const kShortOrderColumns: readonly OrderColumn[] = [...kTimeAndOrder, ...kStatusAndWhy];

interface OrderTableProps {
  orders: readonly Order[];
  columns?: readonly Column<Order>[];
}

export const OrderTable = ({ orders, columns = kOrderColumns }: OrderTableProps) => (
  <Table label="Orders" columns={columns} rows={orders} keyOf={({ id }) => id} />
);

type TradeColumn = Column<Trade>;

const kSlippage: TradeColumn = {
  title: 'Slippage', numeric: true, minor: true, cell: ({ slippage }) => <Price value={slippage} />,
};

const kPosition: TradeColumn = {
  title: 'Position after', numeric: true, minor: true, cell: ({ position }) => <Quantity value={position} />,
};

/** For narrow places. */
export const kShortTradeColumns: readonly TradeColumn[] = [
  { title: 'Time', cell: ({ time }) => <Instant value={time} /> },
  { title: 'Trade', cell: (trade) => <Deal {...trade} /> },
  { title: 'Price', numeric: true, cell: ({ price }) => <Price value={price} /> },
  { title: 'Realised', numeric: true, cell: ({ realized_pnl }) => <Profit value={realized_pnl} /> },
  { title: 'Why', cell: ({ id, symbol }) => <ExplainLink id={id} label={`Why this trade of ${symbol}?`} /> },
];

export const kTradeColumns: readonly TradeColumn[] = [
  ...kShortTradeColumns.slice(0, 3), kSlippage, kPosition, ...kShortTradeColumns.slice(3),
];

interface TradeTableProps {
  trades: readonly Trade[];
  columns?: readonly Column<Trade>[];
}

export const TradeTable = ({ trades, columns = kTradeColumns }: TradeTableProps) => (
  <Table label="Trades" columns={columns} rows={trades} keyOf={({ id }) => id} />
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
