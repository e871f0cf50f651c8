/** What lies in the lake is what the simulated organization holds: every row, each as it is, and no other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportSnapshot } from '../../src/export.js';
import { type Fault, parseFault } from '../../src/simulation/faults.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { enter } from '../environment.js';
import { inFolder, optionsFor } from './lake.js';
import { asTexts, type Cells, isMeasured, lakeRows, truthByTable } from './truth-rows.js';

let simulation: Simulation;
let leave: () => void;

beforeAll(async () => {
  simulation = await startSimulation({
    accounts: 5,
    principalsPerAccount: 3,
    jobMs: [5, 40],
    limits: { rate: 900, burst: 900 },
  });
  leave = enter(simulation.env);
});

afterAll(async () => {
  leave();
  await simulation.stop();
});

describe('the lake equals the truth', () => {
  test('without faults', () => expectTruth([]), 60_000);

  test(
    'with throttling, errors, resets, cut bodies, pages of a proxy and odd pages',
    () =>
      expectTruth([
        'throttle:nth=40,count=2',
        'internal-error:probability=0.05,count=10',
        'unavailable:nth=7,count=2',
        'reset:nth=9,count=2',
        'cut:probability=0.03,count=5',
        'cut-reset:nth=15',
        'html:nth=21',
        'empty:nth=25',
        'job-lost:nth=3',
        'empty-page:nth=1',
      ]),
    60_000,
  );
});

async function expectTruth(faults: readonly string[]): Promise<void> {
  const added: Fault[] = faults.map(parseFault);
  for (const fault of added) simulation.faults.add(fault);
  await inFolder(async (folder, store) => {
    const { run } = await exportSnapshot(optionsFor(store));
    for (const fault of added) {
      expect(simulation.faults.struck(fault), fault.name).toBeGreaterThan(0);
      simulation.faults.remove(fault);
    }
    const measured = simulation.truth().accounts.filter(isMeasured);
    expect(run).toMatchObject({ accounts_exported: measured.length, accounts_failed: 0, principals_failed: 0 });
    for (const [name, truth] of Object.entries(truthByTable(simulation.truth().accounts, measured))) {
      expect(truth.length, name).toBeGreaterThan(0);
      const lake = await lakeRows(folder, name);
      expect(lake.length, name).toBe(truth.length);
      const [found, wanted] = [asTexts(lake, Object.keys(truth[0] as Cells)), asTexts(truth)];
      const strange = found.findIndex((row, at) => row !== wanted[at]);
      expect(found[strange], `${name}, row ${strange}`).toBe(wanted[strange]);
    }
  });
}
