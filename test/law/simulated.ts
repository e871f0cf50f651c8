import { afterAll, beforeAll } from 'vitest';
import type { SimulationOptions } from '../../src/simulation/options.js';
import { type Simulation, startSimulation } from '../../src/simulation/simulation.js';
import { enter } from '../environment.js';

/** A quick simulated organization without special cases for the tests of a file, whose environment leads to it. */
export function simulated(options: SimulationOptions): () => Simulation {
  let simulation: Simulation;
  let leave: () => void;
  beforeAll(async () => {
    const quick = { jobMs: [1, 3], limits: { rate: 1e6, burst: 1e6 } } as const;
    simulation = await startSimulation({ specialCases: false, ...quick, ...options });
    leave = enter(simulation.env);
  });
  afterAll(async () => {
    leave();
    await simulation.stop();
  });
  return () => simulation;
}
