import { Badge } from '@/components/ui/badge';
import type { Score } from '@/domain/article';
import { formatNumber, formatShare } from '@/lib/numbers';

const kTones = { positive: 'good', negative: 'bad', neutral: 'neutral' } as const;

export const ScoreBadge = ({ score }: { score: Score }) => (
  <span title={`${score.engine} ${score.model}, confidence ${formatShare(score.confidence, 0)}`}>
    <Badge tone={kTones[score.label]}>
      {score.symbol} {score.label} {formatNumber(score.score, 2, true)}
    </Badge>
  </span>
);
