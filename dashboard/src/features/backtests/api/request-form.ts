import { isDecimal, signOf } from '@/lib/decimal';

import type { BacktestRequest } from './backtests';

export interface BacktestFields {
  from: string;
  to: string;
  cash: string;
  symbols: string;
  data: string;
  /** `key = value`, one a line. */
  settings: string;
}

export const kEmptyForm: BacktestFields = { from: '', to: '', cash: '', symbols: '', data: '', settings: '' };

const kSetting = /^([a-z0-9_.]+)\s*=\s*(\S.*)$/i;

/** What the form says, without what was left empty; or what is wrong with it. */
export function toRequest(fields: BacktestFields): BacktestRequest | { problem: string } {
  const request: BacktestRequest = {};
  if (fields.from) request.from = `${fields.from}T00:00:00Z`;
  if (fields.to) request.to = `${fields.to}T00:00:00Z`;
  if (fields.from && fields.to && fields.from >= fields.to) return { problem: 'From must lie before To.' };
  const cash = fields.cash.trim().replaceAll(/[ ,]/g, '');
  if (cash !== '') {
    if (!isDecimal(cash) || signOf(cash) <= 0) return { problem: 'Initial cash: expected an amount above zero.' };
    request.cash = cash;
  }
  const symbols = fields.symbols.toUpperCase().split(/[\s,]+/).filter(Boolean);
  if (symbols.length > 0) request.symbols = symbols;
  if (fields.data.trim() !== '') request.data = fields.data.trim();
  const settings: Record<string, string> = {};
  for (const line of fields.settings.split('\n').map((one) => one.trim()).filter(Boolean)) {
    const match = kSetting.exec(line);
    if (!match?.[1] || !match[2]) return { problem: `Settings: “${line}” is not of the form key = value.` };
    settings[match[1]] = match[2];
  }
  if (Object.keys(settings).length > 0) request.settings = settings;
  return request;
}
