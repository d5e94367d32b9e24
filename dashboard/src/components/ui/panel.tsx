import { useId } from 'react';
import type { ReactNode } from 'react';

interface PanelProps {
  title: string;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A titled part of a page, a region by its name. */
export function Panel({ title, actions, className = '', children }: PanelProps) {
  const heading = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={heading}>
      <header className="panel-head">
        <h2 id={heading}>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}

export const Page = ({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) => (
  <>
    <title>{`${title} · tradewind`}</title>
    <div className="page-head">
      <h1>{title}</h1>
      {intro && <p className="muted">{intro}</p>}
    </div>
    {children}
  </>
);
