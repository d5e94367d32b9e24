import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';

import { Panel } from '@/components/ui/panel';
import { Loading, QueryView } from '@/components/ui/states';
import { Table } from '@/components/ui/table';
import { Price, Quantity } from '@/components/ui/values';
import { Instant } from '@/components/ui/values';

import { barsQuery, symbolsQuery } from '../api/get-bars';
import { fillsQuery } from '../api/get-fills';

const CandleChart = lazy(() => import('./candle-chart'));

const Fills = ({ symbol }: { symbol: string }) => (
  <QueryView query={useQuery(fillsQuery(symbol))} isEmpty={(fills) => fills.length === 0} empty="No fills of it yet.">
    {(fills) => (
      <Table
        label={`Fills of ${symbol}`}
        rows={fills.slice(0, 20)}
        keyOf={({ id }) => id}
        columns={[
          { title: 'Time', cell: ({ time }) => <Instant value={time} /> },
          { title: 'Side', cell: ({ side, leg }) => `${side}, ${leg}` },
          { title: 'Quantity', numeric: true, cell: ({ quantity }) => <Quantity value={quantity} /> },
          { title: 'Price', numeric: true, cell: ({ price }) => <Price value={price} /> },
        ]}
      />
    )}
  </QueryView>
);

export function ChartPanel({ symbol }: { symbol: string }) {
  const fills = useQuery(fillsQuery(symbol)).data ?? [];
  return (
    <>
      <Panel title={symbol}>
        <QueryView query={useQuery(barsQuery(symbol))} isEmpty={({ bars }) => bars.length === 0} empty="No bars of it yet.">
          {({ bars, timeframe }) => (
            <>
              <Suspense fallback={<Loading />}>
                <CandleChart symbol={symbol} bars={bars} fills={fills} />
              </Suspense>
              {timeframe && <p className="muted small">Bars of {timeframe}; arrows are fills.</p>}
            </>
          )}
        </QueryView>
      </Panel>
      <Panel title="Fills">
        <Fills symbol={symbol} />
      </Panel>
    </>
  );
}

interface SymbolChoiceProps {
  value: string | undefined;
  onChange: (symbol: string) => void;
}

/** The symbols that have bars. */
export function SymbolChoice({ value, onChange }: SymbolChoiceProps) {
  const { data: symbols = [] } = useQuery(symbolsQuery());
  const offered = value && !symbols.includes(value) ? [value, ...symbols] : symbols;
  return (
    <label className="filter">
      Symbol
      <select
        value={value ?? ''}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      >
        <option value="">choose…</option>
        {offered.map((symbol) => (
          <option key={symbol}>{symbol}</option>
        ))}
      </select>
    </label>
  );
}
