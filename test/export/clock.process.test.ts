/** A host whose clock is off: what is written down follows AWS's clock. */

import { afterEach, expect, test, vi } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { DAY_MS, dayOf } from '../../src/model/days.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { startSimulation } from '../../src/simulation/simulation.js';
import { fastEffects } from '../law/fast-effects.js';
import { inFolder, optionsFor } from './lake.js';

afterEach(() => vi.unstubAllEnvs());

test.each([365, -2])('the run of a host that is %i days ahead is of the day that AWS has', (days) =>
  inFolder(async (_folder, store) => {
    const now = () => Date.now() - days * DAY_MS;
    const options = { accounts: 1, principalsPerAccount: 1, specialCases: false, jobMs: [1, 5] as const };
    const simulation = await startSimulation({ ...options, clock: now, wallClock: now });
    try {
      for (const [name, value] of Object.entries(simulation.env)) vi.stubEnv(name, value);
      const told: ProgressEvent[] = [];
      const progress = (event: ProgressEvent) => told.push(event);
      const { run } = await exportSnapshot(optionsFor(store, { progress }), fastEffects(20));
      const today = dayOf(now());
      expect(run.snapshot_date).toBe(today);
      expect(run.run_id.startsWith(today.replaceAll('-', ''))).toBe(true);
      expect(Math.abs(run.started_at - now())).toBeLessThan(5 * 60_000);
      expect(run.finished_at).toBeGreaterThanOrEqual(run.started_at);
      expect(run).toMatchObject({ accounts_exported: 1, accounts_failed: 0, principals_failed: 0 });
      const way = days > 0 ? 'ahead of' : 'behind';
      const message = expect.stringContaining(`The clock of this machine is ${Math.abs(days)} days ${way} AWS's`);
      expect(told).toContainEqual({ type: 'notice', message });
    } finally {
      await simulation.stop();
    }
  }),
);
