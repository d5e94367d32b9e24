import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';

import { confirm } from '@/features/auth/api/passkeys';
import { offerLink, renew } from '@/features/auth/api/session';
import { setRemedies } from '@/lib/http';
import { takeToken } from '@/lib/link-token';

import { createQueryClient } from './query-client';
import { createRouter } from './router';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';

// Passkeys are made for names: an IP address can have none.
if (location.hostname === '127.0.0.1') location.replace(location.href.replace('//127.0.0.1', '//localhost'));

// Before anything is shown: the token is good for one use and has no business in the address.
const link = takeToken(location, history);
if (link !== null) offerLink(link);
setRemedies({ renew, confirm });

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={createRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
