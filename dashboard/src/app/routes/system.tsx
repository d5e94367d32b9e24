import { Page } from '@/components/ui/panel';
import { DeadLettersPanel } from '@/features/system/components/dead-letters-panel';
import { AboutPanel, LagPanel, ServicesPanel } from '@/features/system/components/system-panels';

export const SystemRoute = () => (
  <Page title="System">
    <div className="grid halves">
      <AboutPanel />
      <ServicesPanel />
    </div>
    <LagPanel />
    <DeadLettersPanel />
  </Page>
);
