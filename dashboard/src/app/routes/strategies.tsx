import { Page } from '@/components/ui/panel';
import {
  AdjustmentsPanel, CurrentWeights, WeightHistoryPanel,
} from '@/features/strategies/components/strategy-panels';

export const StrategiesRoute = () => (
  <Page title="Strategies" intro="How much each strategy’s opinion counts. Weights follow the profit that each one earned.">
    <div className="grid halves">
      <CurrentWeights />
      <WeightHistoryPanel />
    </div>
    <AdjustmentsPanel />
  </Page>
);
