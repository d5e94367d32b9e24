import { useQuery } from '@tanstack/react-query';

import { ScoreBadge } from '@/components/score-badge';
import { ExplainLink } from '@/components/ui/explain-link';
import { shortId } from '@/lib/words';

import { articleQuery } from '../api/get-article';

function EvidenceItem({ id, symbol }: { id: string; symbol: string }) {
  const { data, error } = useQuery(articleQuery(id));
  const score = data?.scores.find((one) => one.symbol === symbol);
  return (
    <li>
      <ExplainLink id={id}>{data?.title ?? shortId(id)}</ExplainLink> {score && <ScoreBadge score={score} />}
      {error && <span className="muted"> (the article can’t be read: {error.message})</span>}
    </li>
  );
}

/** The articles that weighed in the sentiment when the signal was made. */
export const Evidence = ({ articles, symbol }: { articles: readonly string[]; symbol: string }) =>
  articles.length === 0 ? (
    <p className="muted">No article weighed in; this is about prices only.</p>
  ) : (
    <ul className="evidence" aria-label="Evidence">
      {articles.map((id) => (
        <EvidenceItem key={id} id={id} symbol={symbol} />
      ))}
    </ul>
  );
