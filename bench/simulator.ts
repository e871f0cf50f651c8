/** The simulated organization in a process of its own: takes its options as JSON, prints the environment that leads to it. */
import { startSimulation } from '../src/simulation/simulation.js';

const options = JSON.parse(process.argv[2] ?? '{}');
const limits = { rate: Number.POSITIVE_INFINITY, burst: Number.POSITIVE_INFINITY };
const simulation = await startSimulation({ specialCases: false, jobMs: [50, 400], limits, ...options });
process.once('SIGTERM', () => void simulation.stop());
console.log(JSON.stringify(simulation.env));
