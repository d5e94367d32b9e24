import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useState } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';

import { Loading } from '@/components/ui/states';
import type { Session } from '@/domain/session';
import { sessionKey, signOut } from '@/features/auth/api/session';
import { TradingState } from '@/features/controls/components/trading-state';
import { WorldBanner } from '@/features/system/components/world-banner';
import { LiveContext, useConnection } from '@/live/use-connection';
import type { Status } from '@/live/connection';

import { createLive } from './live';

const kPages: [path: string, name: string][] = [
  ['/', 'Overview'],
  ['/chart', 'Chart'],
  ['/signals', 'Signals'],
  ['/trades', 'Trades'],
  ['/news', 'News'],
  ['/strategies', 'Strategies'],
  ['/backtests', 'Backtests'],
  ['/controls', 'Controls'],
  ['/settings', 'Settings'],
  ['/system', 'System'],
  ['/account', 'Account'],
];

const kAdminPages: [path: string, name: string][] = [
  ['/users', 'Users'],
  ['/audit', 'Audit log'],
];

const kStatusTexts: Record<Status, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  waiting: 'Not live: trying again',
  'signed-out': 'Signed out',
};

const LiveState = () => {
  const { status } = useConnection();
  return (
    <span className={`live live-${status}`} role="status" aria-label="Live updates">
      {kStatusTexts[status]}
    </span>
  );
};

function SignOut() {
  const client = useQueryClient();
  return (
    <button
      type="button"
      className="quiet"
      onClick={() => {
        void signOut().finally(() => {
          client.setQueryData(sessionKey, { session: null, link: null });
          client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
        });
      }}
    >
      Sign out
    </button>
  );
}

const Navigation = ({ pages }: { pages: readonly (readonly [path: string, name: string])[] }) => (
  <nav aria-label="Pages">
    <ul>
      {pages.map(([path, name]) => (
        <li key={path}>
          <NavLink to={path} end={path === '/'}>
            {name}
          </NavLink>
        </li>
      ))}
    </ul>
  </nav>
);

const Footer = () => (
  <footer className="muted small">
    Times are in your time zone. Nothing here is advice. Charts by{' '}
    <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer noopener">
      TradingView Lightweight Charts™
    </a>
    . <Link to="/reference">API</Link> <SignOut />
  </footer>
);

interface ShellProps {
  session: Session;
  onSignedOut: () => void;
}

/** What surrounds every page once there is a session; it also holds the live connection. */
export function Shell({ session, onSignedOut }: ShellProps) {
  const client = useQueryClient();
  const [live] = useState(() =>
    createLive(client, onSignedOut),
  );
  useEffect(() => {
    live.start();
    return () => {
      live.stop();
    };
  }, [live]);
  const { pathname } = useLocation();

  return (
    <LiveContext value={live}>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="top">
        <div className="brand">
          <img src="/favicon.svg" alt="" width="24" height="24" /> tradewind
        </div>
        <Navigation pages={session.role === 'admin' ? [...kPages, ...kAdminPages] : kPages} />
        <div className="states">
          <LiveState /> <TradingState />
        </div>
      </header>
      <WorldBanner />
      <main id="content" key={pathname} tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <Footer />
    </LiveContext>
  );
}
