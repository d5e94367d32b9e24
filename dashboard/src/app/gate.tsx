import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { Failure, Loading } from '@/components/ui/states';
import { offerToken, sessionQuery } from '@/features/auth/api/session';
import { Door } from '@/features/auth/components/door';
import { takeToken } from '@/lib/link-token';

import { Shell } from './shell';

/** The door where there is no session, else the pages. */
export function Gate() {
  const { data, error, refetch } = useQuery(sessionQuery());

  // The printed link pasted into a tab that is open already changes the fragment only.
  useEffect(() => {
    const onHashChange = () => {
      const token = takeToken(location, history);
      if (token === null) return;
      offerToken(token);
      void refetch();
    };
    addEventListener('hashchange', onHashChange);
    return () => {
      removeEventListener('hashchange', onHashChange);
    };
  }, [refetch]);

  if (data === undefined) {
    return <main className="door">{error ? <Failure error={error} retry={refetch} /> : <Loading what="Signing in" />}</main>;
  }
  return data.session ? <Shell /> : <Door refused={data.refused} />;
}
