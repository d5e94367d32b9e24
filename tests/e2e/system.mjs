// A running tradewind with a data folder and ports of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { dashboard, tradewind } from './prerequisites.mjs';

const kReadyWithin = 120_000;
const kStopsWithin = 60_000;

export class System {
  #process;
  #folder;
  #log = '';

  static async start() {
    const system = new System();
    system.#folder = await mkdtemp(join(tmpdir(), 'tradewind-e2e-'));
    const ready = join(system.#folder, 'ready.json');
    // No keys of the caller's: this must be the invented market.
    const { APCA_API_KEY_ID: _, APCA_API_SECRET_KEY: __, ...environment } = process.env;
    system.#process = spawn(tradewind, ['run', '--ready-file', ready], {
      env: {
        ...environment,
        TRADING_DATA__DIR: join(system.#folder, 'data'),
        TRADING_GATEWAY__DASHBOARD_DIR: dashboard,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [system.#process.stdout, system.#process.stderr]) {
      stream.on('data', (text) => {
        system.#log = (system.#log + text).slice(-20_000);
      });
    }
    system.addresses = await system.#whenReady(ready);
    return system;
  }

  /** What it has printed last, for a failure's report. */
  get log() {
    return this.#log;
  }

  async #whenReady(file) {
    const deadline = Date.now() + kReadyWithin;
    while (Date.now() < deadline && this.#process.exitCode === null) {
      try {
        return JSON.parse(await readFile(file, 'utf8'));
      } catch {
        await pause(50);
      }
    }
    await this.stop();
    throw new Error(`tradewind run did not become ready:\n${this.#log}`);
  }

  /** The exit code after SIGTERM; killed where it doesn't heed that. */
  async stop() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      const killer = setTimeout(() => this.#process.kill('SIGKILL'), kStopsWithin);
      await exited;
      clearTimeout(killer);
    }
    await rm(this.#folder, { recursive: true, force: true });
    return this.#process.exitCode;
  }
}
