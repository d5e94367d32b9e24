// What the browser tests stand on; without it they are skipped (ctest: exit code 77), saying what is missing.
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const kSkipped = 77;

const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const hasPlaywright = () => {
  try {
    createRequire(import.meta.url).resolve('playwright-core');
    return true;
  } catch {
    return false;
  }
};

export const tradewind = process.env.TRADEWIND_BINARY ?? '';
export const dashboard = process.env.TRADEWIND_DASHBOARD_DIR ?? '';
export const chromium = process.env.TRADEWIND_CHROMIUM ?? '/usr/bin/chromium';

export function requirePrerequisites() {
  const missing = [
    [isProgram(tradewind), 'TRADEWIND_BINARY names no program: build tradewind'],
    [existsSync(`${dashboard}/index.html`), 'TRADEWIND_DASHBOARD_DIR holds no built dashboard: npm run build'],
    [isProgram(chromium), `there is no ${chromium}: set TRADEWIND_CHROMIUM`],
    [hasPlaywright(), 'playwright-core is not installed: npm ci in tests/e2e'],
  ].filter(([there]) => !there);
  if (missing.length === 0) return;
  for (const [, what] of missing) console.log(`skipped: ${what}`);
  process.exit(kSkipped);
}
