import { Link } from 'react-router';

import { Page } from '@/components/ui/panel';

export const LostRoute = () => (
  <Page title="Nothing here">
    <p>
      There is no page at this address. <Link to="/">Go to the overview</Link>
    </p>
  </Page>
);
