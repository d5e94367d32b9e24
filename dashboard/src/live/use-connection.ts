import { createContext, useContext, useSyncExternalStore } from 'react';

import type { LiveClient } from './client';
import { kNoConnection } from './connection';
import type { Connection } from './connection';

export const LiveContext = createContext<LiveClient | null>(null);

const watchNothing = () => () => undefined;
const noConnection = () => kNoConnection;

export function useConnection(): Connection {
  const client = useContext(LiveContext);
  return useSyncExternalStore(client?.watch ?? watchNothing, client?.snapshot ?? noConnection);
}
