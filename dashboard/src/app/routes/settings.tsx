import { Page } from '@/components/ui/panel';
import { DecisionSettingsPanel, SettingsVersionsPanel } from '@/features/settings/components/settings-panels';

export const SettingsRoute = () => (
  <Page title="Settings" intro="What may be changed while the system runs. What else there is stands in the configuration.">
    <DecisionSettingsPanel />
    <SettingsVersionsPanel />
  </Page>
);
