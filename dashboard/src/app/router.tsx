import { createBrowserRouter } from 'react-router';
import type { RouteObject } from 'react-router';

import { Gate } from './gate';
import { AccountRoute } from './routes/account';
import { BacktestRoute, BacktestsRoute } from './routes/backtests';
import { ChartRoute } from './routes/chart';
import { ControlsRoute } from './routes/controls';
import { ExplainRoute } from './routes/explain';
import { LostRoute } from './routes/lost';
import { NewsRoute } from './routes/news';
import { OverviewRoute } from './routes/overview';
import { ReferenceRoute } from './routes/reference';
import { SettingsRoute } from './routes/settings';
import { SignalsRoute } from './routes/signals';
import { StrategiesRoute } from './routes/strategies';
import { SystemRoute } from './routes/system';
import { TradesRoute } from './routes/trades';
import { AuditRoute, UsersRoute } from './routes/users';

export const routes: RouteObject[] = [
  {
    element: <Gate />,
    children: [
      { index: true, element: <OverviewRoute /> },
      { path: 'chart', element: <ChartRoute /> },
      { path: 'signals', element: <SignalsRoute /> },
      { path: 'trades', element: <TradesRoute /> },
      { path: 'news', element: <NewsRoute /> },
      { path: 'strategies', element: <StrategiesRoute /> },
      { path: 'backtests', element: <BacktestsRoute /> },
      { path: 'backtests/:id', element: <BacktestRoute /> },
      { path: 'controls', element: <ControlsRoute /> },
      { path: 'settings', element: <SettingsRoute /> },
      { path: 'reference', element: <ReferenceRoute /> },
      { path: 'system', element: <SystemRoute /> },
      { path: 'account', element: <AccountRoute /> },
      { path: 'users', element: <UsersRoute /> },
      { path: 'audit', element: <AuditRoute /> },
      { path: 'explain/:id', element: <ExplainRoute /> },
      { path: '*', element: <LostRoute /> },
    ],
  },
];

export const createRouter = () => createBrowserRouter(routes);
