import type { ReactNode } from 'react';

import { ApiError } from '@/lib/http';

export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>;

export function Failure({ error, retry }: { error: Error; retry?: (() => unknown) | undefined }) {
  const hint = error instanceof ApiError ? error.hint : '';
  return (
    <div className="failure" role="alert">
      <p>{error.message}</p>
      {hint && <p className="muted">{hint}</p>}
      {retry && (
        <button type="button" onClick={() => void retry()}>
          Try again
        </button>
      )}
    </div>
  );
}

export const Loading = ({ what = 'Loading' }: { what?: string }) => (
  <p className="empty" role="status">
    {what}…
  </p>
);

interface Loadable<T> {
  data: T | undefined;
  error: Error | null;
  refetch: () => unknown;
}

interface QueryViewProps<T> {
  query: Loadable<T>;
  /** Whether there is nothing to show, and what to say then. */
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Loading, failed, empty or there; what is stale because a refetch failed says so. */
export function QueryView<T>({ query, isEmpty, empty, children }: QueryViewProps<T>) {
  const { data, error } = query;
  if (data === undefined) return error ? <Failure error={error} retry={query.refetch} /> : <Loading />;
  return (
    <>
      {error && <Failure error={error} retry={query.refetch} />}
      {isEmpty?.(data) ? <Empty>{empty ?? 'No data yet.'}</Empty> : children(data)}
    </>
  );
}
