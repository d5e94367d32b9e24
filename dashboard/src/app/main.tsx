import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';

import { offerToken } from '@/features/auth/api/session';
import { takeToken } from '@/lib/link-token';

import { createQueryClient } from './query-client';
import { createRouter } from './router';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';

// Before anything is shown: the token is good for one use and has no business in the address.
const token = takeToken(location, history);
if (token !== null) offerToken(token);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={createRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
