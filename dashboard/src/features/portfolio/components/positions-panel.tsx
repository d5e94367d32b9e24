import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { ExportLinks } from '@/components/ui/export-links';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import type { Column } from '@/components/ui/table';
import { Money, Price, Profit, Quantity } from '@/components/ui/values';
import type { Position } from '@/domain/portfolio';

import { positionsQuery } from '../api/get-positions';

const kColumns: Column<Position>[] = [
  {
    title: 'Symbol',
    cell: ({ symbol }) => <Link to={`/chart?symbol=${encodeURIComponent(symbol)}`}>{symbol}</Link>,
  },
  { title: 'Quantity', numeric: true, cell: ({ quantity }) => <Quantity value={quantity} /> },
  { title: 'Average', numeric: true, minor: true, cell: ({ average_price }) => <Price value={average_price} /> },
  { title: 'Last', numeric: true, minor: true, cell: ({ last_price }) => <Price value={last_price} /> },
  { title: 'Value', numeric: true, cell: ({ market_value }) => <Money value={market_value} /> },
  { title: 'Unrealised', numeric: true, cell: ({ unrealized_pnl }) => <Profit value={unrealized_pnl} /> },
  { title: 'Realised', numeric: true, minor: true, cell: ({ realized_pnl }) => <Profit value={realized_pnl} /> },
];

export const PositionsPanel = () => (
  <Panel title="Positions" actions={<ExportLinks path="/api/positions" />}>
    <QueryView query={useQuery(positionsQuery())} isEmpty={(rows) => rows.length === 0} empty="No open positions.">
      {(rows) => <Table label="Positions" columns={kColumns} rows={rows} keyOf={({ symbol }) => symbol} />}
    </QueryView>
  </Panel>
);
