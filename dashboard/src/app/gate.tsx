import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';

import { Failure, Loading } from '@/components/ui/states';
import type { Session } from '@/domain/session';
import { leaveLink, offerLink, renew, sessionKey, sessionQuery } from '@/features/auth/api/session';
import { PasskeysPanel } from '@/features/auth/components/account-panels';
import { Door } from '@/features/auth/components/door';
import { SignIn } from '@/features/auth/components/sign-in';
import { SignUp } from '@/features/auth/components/sign-up';
import { takeToken } from '@/lib/link-token';

import { Shell } from './shell';

/** The door where there is no session, else the pages. */
export function Gate() {
  const { data, error, refetch } = useQuery(sessionQuery());
  const client = useQueryClient();
  const [connection, setConnection] = useState(0);

  // A link pasted into a tab that is open already changes the fragment only.
  useEffect(() => {
    const onHashChange = () => {
      const link = takeToken(location, history);
      if (link === null) return;
      offerLink(link);
      void refetch();
    };
    addEventListener('hashchange', onHashChange);
    return () => {
      removeEventListener('hashchange', onHashChange);
    };
  }, [refetch]);

  const enter = useCallback(
    (session: Session) => {
      client.setQueryData(sessionKey, { session });
    },
    [client],
  );
  // The socket's token is over: connect with its successor, where there is one.
  const onSignedOut = useCallback(() => {
    void renew()
      .catch(() => false)
      .then((renewed) => {
        if (renewed) setConnection((count) => count + 1);
        else client.setQueryData(sessionKey, { session: null, link: null });
      });
  }, [client]);

  if (data === undefined) {
    return <main className="door">{error ? <Failure error={error} retry={refetch} /> : <Loading what="Signing in" />}</main>;
  }
  if (data.session?.by === 'recovery') {
    return (
      <Door title="Make a new passkey">
        <PasskeysPanel session={data.session} />
      </Door>
    );
  }
  if (data.session) return <Shell key={connection} session={data.session} onSignedOut={onSignedOut} />;
  if (!data.link) return <SignIn onSession={enter} />;
  return (
    <SignUp
      key={data.link.token}
      link={data.link}
      onDone={() => {
        leaveLink();
        void refetch();
      }}
    />
  );
}
