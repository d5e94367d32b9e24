import { Link } from 'react-router';

import { Page } from '@/components/ui/panel';
import { NewsPanel } from '@/features/news/components/news-panel';
import { OrdersPanel, TradesPanel } from '@/features/orders/components/order-panels';
import { EquityPanel } from '@/features/portfolio/components/equity-panel';
import { KeyFigures } from '@/features/portfolio/components/key-figures';
import { PositionsPanel } from '@/features/portfolio/components/positions-panel';
import { SignalsPanel } from '@/features/signals/components/signals-panel';

const kLatest = 8;

const All = ({ to, what }: { to: string; what: string }) => <Link to={to}>All {what}</Link>;

export const OverviewRoute = () => (
  <Page title="Overview">
    <KeyFigures />
    <div className="grid overview">
      <div className="column">
        <EquityPanel />
        <SignalsPanel title="Last signals" latest={kLatest} actions={<All to="/signals" what="signals" />} />
        <TradesPanel title="Last trades" latest={kLatest} actions={<All to="/trades?show=trades" what="trades" />} />
      </div>
      <div className="column">
        <PositionsPanel />
        <OrdersPanel title="Last orders" latest={kLatest} actions={<All to="/trades" what="orders" />} />
        <NewsPanel title="Last news" latest={kLatest} actions={<All to="/news" what="news" />} />
      </div>
    </div>
  </Page>
);
