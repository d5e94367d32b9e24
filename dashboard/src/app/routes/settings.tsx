import { Page } from '@/components/ui/panel';
import { NoticeSettingsPanel, NoticesPanel } from '@/features/settings/components/notice-panels';
import { DecisionSettingsPanel, SettingsVersionsPanel } from '@/features/settings/components/settings-panels';

export const SettingsRoute = () => (
  <Page title="Settings" intro="What may be changed while the system runs. What else there is stands in the configuration.">
    <div className="grid halves">
      <DecisionSettingsPanel />
      <NoticeSettingsPanel />
    </div>
    <SettingsVersionsPanel />
    <NoticesPanel />
  </Page>
);
