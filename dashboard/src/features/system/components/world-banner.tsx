import { useQuery } from '@tanstack/react-query';

import { Instant } from '@/components/ui/values';
import { Unknown } from '@/components/ui/unknown';
import type { System } from '@/domain/system';
import { formatNumber } from '@/lib/numbers';

import { systemQuery } from '../api/get-system';

function meaning({ simulated, mode }: System): string {
  if (simulated) return 'Invented market: no company or price is real.';
  if (mode.broker === 'live') return 'Live trading: orders spend real money.';
  return mode.broker === 'paper' ? 'Real market, paper money.' : 'Real market, simulated broker.';
}

const kind = ({ simulated, mode }: System): string =>
  simulated ? 'simulated' : mode.broker === 'live' ? 'real-money' : 'paper';

const Speed = ({ speed }: { speed: number | null }) => {
  if (speed === null || speed === 1) return null;
  return <> · {speed === 0 ? 'as the replay goes' : `${formatNumber(speed, 0)} × real time`}</>;
};

/** Which world this is and what its numbers mean; at the top of every page. */
export function WorldBanner() {
  const { data: system } = useQuery(systemQuery());
  if (!system) return <p className="banner">World not known yet</p>;
  return (
    <p className={`banner banner-${kind(system)}`} role="note" aria-label="World">
      <span>
        World <strong>{system.world}</strong> — {meaning(system)}
      </span>
      <span className="banner-clock">
        Market time {system.clock.market ? <Instant value={system.clock.market} long /> : <Unknown />}
        <Speed speed={system.clock.speed} />
      </span>
    </p>
  );
}
