import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Action, Command } from '@/domain/controls';

import { sendInstruction } from './commands';
import { Dialog } from './ui/dialog';
import { Failure } from './ui/states';

interface CommandButtonProps {
  action: Action;
  target?: string;
  label: string;
  /** What will happen, in a sentence that is asked before it does. */
  question: string;
  danger?: boolean;
  disabled?: boolean;
}

/** Asks, sends the instruction, and shows what the executor said. */
export function CommandButton({ action, target = '', label, question, danger = false, disabled = false }: CommandButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className={danger ? 'danger' : ''}
        disabled={disabled}
        onClick={() => {
          setAsking(true);
        }}
      >
        {label}
      </button>
      {asking && (
        <Confirmation
          {...{ action, target, label, question, danger }}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </>
  );
}

type ConfirmationProps = Required<Omit<CommandButtonProps, 'disabled'>> & { onClose: () => void };

function Confirmation({ action, target, label, question, danger, onClose }: ConfirmationProps) {
  const [reason, setReason] = useState('');
  const client = useQueryClient();
  const command = useMutation({
    mutationFn: () => sendInstruction({ action, target, reason: reason.trim() }),
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <Dialog title={label} onClose={onClose}>
      {command.data ? (
        <Outcome command={command.data} onClose={onClose} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            command.mutate();
          }}
        >
          <p>{question}</p>
          <label className="field">
            Reason (for the log)
            <input
              value={reason}
              maxLength={200}
              onChange={(event) => {
                setReason(event.currentTarget.value);
              }}
            />
          </label>
          {command.error && <Failure error={command.error} />}
          <div className="dialog-actions">
            <button type="button" onClick={onClose}>
              Back
            </button>
            <button type="submit" className={danger ? 'danger' : 'primary'} disabled={command.isPending}>
              {command.isPending ? 'Waiting for the executor…' : `Yes, ${label.toLowerCase()}`}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

const kVerdicts: Record<Command['status'], string> = {
  done: 'Done.',
  refused: 'The executor refused.',
  pending: 'Sent; the executor has not answered yet. It will be done as soon as it can.',
};

const Outcome = ({ command, onClose }: { command: Command; onClose: () => void }) => (
  <>
    <p role="status">
      <strong>{kVerdicts[command.status]}</strong> {command.detail}
    </p>
    <div className="dialog-actions">
      <button type="button" className="primary" autoFocus onClick={onClose}>
        Close
      </button>
    </div>
  </>
);
