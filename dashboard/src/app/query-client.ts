import { QueryCache, QueryClient } from '@tanstack/react-query';

import { sessionKey } from '@/features/auth/api/session';
import { ApiError, ContractError } from '@/lib/http';

const kRetries = 2;

const isHopeless = (error: Error): boolean =>
  error instanceof ContractError || (error instanceof ApiError && error.status < 500);

/** Any 401 leads back to the door. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) {
          client.setQueryData(sessionKey, { session: null, refused: '' });
        }
      },
    }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => !isHopeless(error) && failures < kRetries,
        // The WebSocket keeps what is shown up to date.
        staleTime: 30_000,
        refetchOnWindowFocus: false,
      },
    },
  });
  return client;
}
