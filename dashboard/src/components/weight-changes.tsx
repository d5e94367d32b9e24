import type { Adjustment } from '@/domain/strategy';
import { formatNumber } from '@/lib/numbers';
import { humanize } from '@/lib/words';

/** Each strategy's weight before and after, with the reward that moved it. */
export const WeightChanges = ({ adjustment: { before, after, reward } }: { adjustment: Adjustment }) => (
  <ul className="plain small">
    {Object.entries(after).map(([name, weight]) => {
      const old = before[name];
      const won = reward[name];
      return (
        <li key={name}>
          {humanize(name)} <span className="number">{old === undefined ? '—' : formatNumber(old, 3)}</span> →{' '}
          <span className="number">{formatNumber(weight, 3)}</span>
          {won !== undefined && <span className="muted"> (reward {formatNumber(won, 2, true)})</span>}
        </li>
      );
    })}
  </ul>
);
