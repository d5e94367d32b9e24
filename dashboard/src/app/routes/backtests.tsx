import { Link, useParams } from 'react-router';

import { Page } from '@/components/ui/panel';
import { BacktestForm } from '@/features/backtests/components/backtest-form';
import { BacktestList } from '@/features/backtests/components/backtest-list';
import { BacktestView } from '@/features/backtests/components/backtest-view';

export const BacktestsRoute = () => (
  <Page title="Backtests" intro="The same decisions over past data. What worked then need not work again.">
    <div className="grid halves">
      <BacktestForm />
      <BacktestList />
    </div>
  </Page>
);

export function BacktestRoute() {
  const { id = '' } = useParams();
  return (
    <Page title="Backtest" intro={<Link to="/backtests">All backtests</Link>}>
      <BacktestView id={id} />
    </Page>
  );
}
