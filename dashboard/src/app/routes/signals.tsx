import { TextFilter, useFilters } from '@/components/ui/filters';
import { Page } from '@/components/ui/panel';
import { SignalsPanel } from '@/features/signals/components/signals-panel';

export function SignalsRoute() {
  const { filters, set } = useFilters(['symbol']);
  return (
    <Page title="Signals" intro="What the strategies decided together, and why. Open one to see each opinion.">
      <div className="filters">
        <TextFilter
          label="Symbol"
          value={filters.symbol}
          onChange={(value) => {
            set('symbol', value.toUpperCase());
          }}
        />
      </div>
      <SignalsPanel title="All signals" filters={filters} />
    </Page>
  );
}
