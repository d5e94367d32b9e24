import { formatNumber } from '@/lib/numbers';

/** A value in [-1, 1] from a middle line, with its number. */
export const ContributionBar = ({ value }: { value: number }) => {
  const length = `${String(Math.min(1, Math.abs(value)) * 50)}%`;
  const tone = value > 0 ? 'up' : value < 0 ? 'down' : 'level';
  return (
    <span className="contribution">
      <span className="contribution-track" aria-hidden="true">
        <span className={`contribution-bar ${tone}`} style={{ width: length }} />
      </span>
      <span className={`number ${tone}`}>{formatNumber(value, 2, true)}</span>
    </span>
  );
};
