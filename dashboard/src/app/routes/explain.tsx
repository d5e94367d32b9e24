import { useParams } from 'react-router';

import { Page } from '@/components/ui/panel';
import { LineageView } from '@/features/lineage/components/lineage-view';

export function ExplainRoute() {
  const { id = '' } = useParams();
  return (
    <Page title="Why" intro={<>Everything that led to <code>{id}</code>, and what came of it.</>}>
      <LineageView id={id} />
    </Page>
  );
}
