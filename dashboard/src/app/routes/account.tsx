import { useQuery } from '@tanstack/react-query';

import { Page } from '@/components/ui/panel';
import { sessionQuery } from '@/features/auth/api/session';
import { KeysPanel, PasskeysPanel, RecoveryPanel, SessionsPanel } from '@/features/auth/components/account-panels';

export function AccountRoute() {
  const { data } = useQuery(sessionQuery());
  const session = data?.session;
  if (!session) return null;
  const intro =
    session.by === 'link'
      ? 'You came in by the one-time link. Make a passkey, and nobody else can.'
      : `Signed in as ${session.user}, ${session.role}.`;
  return (
    <Page title="Account" intro={intro}>
      <div className="grid halves">
        <PasskeysPanel session={session} />
        {session.by === 'passkey' && (
          <>
            <RecoveryPanel />
            <SessionsPanel />
            <KeysPanel />
          </>
        )}
      </div>
    </Page>
  );
}
