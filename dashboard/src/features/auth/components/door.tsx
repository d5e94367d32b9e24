import type { ReactNode } from 'react';

/** What surrounds whoever has no session. */
export const Door = ({ title, children }: { title: string; children: ReactNode }) => (
  <main className="door">
    <title>{`${title} · tradewind`}</title>
    <img src="/favicon.svg" alt="" width="56" height="56" />
    <h1>{title}</h1>
    {children}
  </main>
);
