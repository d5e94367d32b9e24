import { ChoiceFilter, TextFilter, useFilters } from '@/components/ui/filters';
import { Page } from '@/components/ui/panel';
import { OrdersPanel, OutcomesPanel, TradesPanel } from '@/features/orders/components/order-panels';

const kViews = ['orders', 'trades', 'outcomes'] as const;
const kStatuses = ['open', 'filled', 'canceled', 'expired', 'rejected'];

export function TradesRoute() {
  const { filters, set } = useFilters(['show', 'symbol', 'status']);
  const { show = 'orders', status, ...rest } = filters;
  const orderFilters = status ? { ...rest, status } : rest;
  return (
    <Page title="Trades" intro="Orders, their fills, and the round trips that have closed. “Why?” shows where each came from.">
      <div className="filters">
        <div className="choice" role="group" aria-label="Show">
          {kViews.map((view) => (
            <button
              key={view}
              type="button"
              aria-pressed={show === view}
              onClick={() => {
                set('show', view === 'orders' ? '' : view);
              }}
            >
              {view}
            </button>
          ))}
        </div>
        <TextFilter
          label="Symbol"
          value={filters.symbol}
          onChange={(value) => {
            set('symbol', value.toUpperCase());
          }}
        />
        {show === 'orders' && (
          <ChoiceFilter
            label="Status"
            value={status}
            choices={kStatuses}
            onChange={(value) => {
              set('status', value);
            }}
          />
        )}
      </div>
      {show === 'trades' && <TradesPanel title="Trades" filters={rest} />}
      {show === 'outcomes' && <OutcomesPanel title="Outcomes" filters={rest} />}
      {show === 'orders' && <OrdersPanel title="Orders" filters={orderFilters} />}
    </Page>
  );
}
