import { useFilters } from '@/components/ui/filters';
import { Page } from '@/components/ui/panel';
import { Empty } from '@/components/ui/states';
import { ChartPanel, SymbolChoice } from '@/features/chart/components/chart-panel';

export function ChartRoute() {
  const { filters, set } = useFilters(['symbol']);
  return (
    <Page title="Chart">
      <div className="filters">
        <SymbolChoice
          value={filters.symbol}
          onChange={(symbol) => {
            set('symbol', symbol);
          }}
        />
      </div>
      {filters.symbol ? <ChartPanel symbol={filters.symbol} /> : <Empty>Choose a symbol.</Empty>}
    </Page>
  );
}
