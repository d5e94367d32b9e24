import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { QueryView } from '@/components/ui/states';
import { Unknown } from '@/components/ui/unknown';
import { Instant, Money, Profit, Share } from '@/components/ui/values';
import type { Portfolio } from '@/domain/portfolio';
import { formatCount } from '@/lib/numbers';

import { portfolioQuery } from '../api/get-portfolio';

const Figure = ({ name, children, note }: { name: string; children: ReactNode; note?: ReactNode }) => (
  <div className="figure">
    <dt>{name}</dt>
    <dd>{children}</dd>
    {note && <dd className="figure-note muted">{note}</dd>}
  </div>
);

const Count = ({ value }: { value: number | null }) =>
  value === null ? <Unknown /> : <span className="number">{formatCount(value)}</span>;

const Figures = ({ portfolio }: { portfolio: Portfolio }) => (
  <dl className="figures" aria-label="Key figures">
    <Figure name="Equity" note={portfolio.time ? <>as of <Instant value={portfolio.time} /></> : 'no snapshot yet'}>
      <Money value={portfolio.equity} />
    </Figure>
    <Figure name="Day P&L">
      <Profit value={portfolio.day_pnl} />
    </Figure>
    <Figure name="Total P&L" note={portfolio.initial_cash && <>from <Money value={portfolio.initial_cash} /></>}>
      <Profit value={portfolio.total_pnl} />
    </Figure>
    <Figure name="Exposure" note={<>net <Share value={portfolio.net_exposure} signed /></>}>
      <Share value={portfolio.gross_exposure} />
    </Figure>
    <Figure name="Cash">
      <Money value={portfolio.cash} />
    </Figure>
    <Figure name="Positions" note={<><Count value={portfolio.open_orders} /> open orders</>}>
      <Count value={portfolio.positions} />
    </Figure>
  </dl>
);

export const KeyFigures = () => (
  <QueryView query={useQuery(portfolioQuery())}>{(portfolio) => <Figures portfolio={portfolio} />}</QueryView>
);
