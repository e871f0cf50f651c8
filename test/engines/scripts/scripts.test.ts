/**
 * The tests of these modules, in one world, for to start one costs more than most of them; off-path.ts comes first, for it
 * counts versions, and rights.ts last, for it looks at the calls of all.
 */
import { afterAll } from 'vitest';
import './off-path.js';
import './happy.js';
import './kills-few.js';
import './denials.js';
import './rights.js';
import { sharedWorld } from './world.js';

afterAll(async () => (await sharedWorld()).stop());
