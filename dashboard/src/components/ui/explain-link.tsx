import type { ReactNode } from 'react';
import { Link } from 'react-router';

/** To the whole chain that an article, signal, order or trade belongs to. */
export const ExplainLink = ({ id, children = 'Why?', label }: { id: string; children?: ReactNode; label?: string }) => (
  <Link to={`/explain/${encodeURIComponent(id)}`} aria-label={label}>
    {children}
  </Link>
);
