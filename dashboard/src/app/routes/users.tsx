import { Page } from '@/components/ui/panel';
import { AuditPanel } from '@/features/users/components/audit-panel';
import { InvitePanel, UsersPanel } from '@/features/users/components/users-panel';

export const UsersRoute = () => (
  <Page title="Users" intro="Who may do what. Changes ask for your passkey.">
    <div className="grid halves">
      <UsersPanel />
      <InvitePanel />
    </div>
  </Page>
);

export const AuditRoute = () => (
  <Page title="Audit log" intro="Sign-ins, commands and changes, newest first.">
    <AuditPanel />
  </Page>
);
