import { Page } from '@/components/ui/panel';
import { ClosingPanel, StatePanel } from '@/features/controls/components/control-panels';

export const ControlsRoute = () => (
  <Page title="Controls" intro="Each asks before it acts, and shows what the executor answered.">
    <div className="grid halves">
      <StatePanel />
      <ClosingPanel />
    </div>
  </Page>
);
