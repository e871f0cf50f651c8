/** The tests of these modules, in one world, for to start one costs more than most of them. */
import { afterAll } from 'vitest';
import './happy.js';
import './kills-few.js';
import './off-path.js';
import './denials.js';
import { sharedWorld } from './world.js';

afterAll(async () => (await sharedWorld()).stop());
