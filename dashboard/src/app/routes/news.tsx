import { TextFilter, useFilters } from '@/components/ui/filters';
import { Page } from '@/components/ui/panel';
import { NewsPanel } from '@/features/news/components/news-panel';

export function NewsRoute() {
  const { filters, set } = useFilters(['symbol']);
  return (
    <Page title="News" intro="Articles with a score for each company that they are about, from −1 to +1.">
      <div className="filters">
        <TextFilter
          label="Symbol"
          value={filters.symbol}
          onChange={(value) => {
            set('symbol', value.toUpperCase());
          }}
        />
      </div>
      <NewsPanel title="All news" filters={filters} />
    </Page>
  );
}
