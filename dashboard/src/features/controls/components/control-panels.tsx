import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { CommandButton } from '@/components/command-button';
import { Badge } from '@/components/ui/badge';
import { Panel } from '@/components/ui/panel';
import { QueryView } from '@/components/ui/states';
import { Unknown } from '@/components/ui/unknown';
import { Instant } from '@/components/ui/values';
import type { Controls } from '@/domain/controls';
import { plural } from '@/lib/words';

import { controlsQuery } from '../api/get-controls';
import { kStates } from './trading-state';

const Count = ({ value, one }: { value: number | null; one: string }) =>
  value === null ? <Unknown /> : <>{plural(value, one)}</>;

const State = ({ controls }: { controls: Controls }) => {
  const { name, tone, meaning } = kStates[controls.state];
  return (
    <>
      <p role="status">
        <Badge tone={tone}>{name}</Badge> {meaning}
      </p>
      <p className="muted">
        {controls.since && <>Since <Instant value={controls.since} long />{controls.by && <>, by {controls.by}</>}{controls.reason && <>: {controls.reason}</>}. </>}
        <Count value={controls.open_orders} one="open order" />, <Count value={controls.positions} one="position" />.
      </p>
    </>
  );
};

const Switches = ({ state }: { state: Controls['state'] }) => (
  <div className="buttons">
    {state === 'active' ? (
      <CommandButton action="pause" label="Pause trading" question="Cancels orders that open positions, and makes none until you resume. Orders that protect or close positions go on." />
    ) : (
      state !== 'killed' && (
        <CommandButton action="resume" label="Resume trading" question="Signals that pass the risk checks become orders again." />
      )
    )}
    {state === 'killed' ? (
      <CommandButton action="unkill" label="Lift the kill" question="Trading may go on after this." danger />
    ) : (
      <CommandButton
        action="kill"
        label="Kill switch"
        question="Cancels all open orders, protective ones too, and makes none until the kill is lifted. Positions stay open, without protection."
        danger
      />
    )}
  </div>
);

export const StatePanel = () => (
  <Panel title="State">
    <QueryView query={useQuery(controlsQuery())}>
      {(controls) => (
        <>
          <State controls={controls} />
          <Switches state={controls.state} />
        </>
      )}
    </QueryView>
  </Panel>
);

export function ClosingPanel() {
  const [symbol, setSymbol] = useState('');
  return (
    <Panel title="Close positions and orders">
      <div className="buttons">
        <CommandButton
          action="flatten"
          label="Flatten everything"
          question="Closes every position at the market, in place of the orders that work on it now."
          danger
        />
        <CommandButton action="cancel-all" label="Cancel all orders" question="Cancels every open order, protective ones too: positions are without protection then." danger />
      </div>
      <div className="buttons">
        <label className="filter">
          One symbol
          <input
            value={symbol}
            placeholder="AAPL"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setSymbol(event.currentTarget.value.trim().toUpperCase());
            }}
          />
        </label>
        <CommandButton
          action="close"
          target={symbol}
          label={symbol ? `Close ${symbol}` : 'Close it'}
          question={`Closes the position in ${symbol} at the market.`}
          danger
          disabled={symbol === ''}
        />
      </div>
    </Panel>
  );
}
