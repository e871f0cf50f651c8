/**
 * Apache Arrow, in the one file that its package has for browsers: its 146 modules take ten times as long to load, which
 * every command would wait for (bench/results/2026-11.md). Types are imported from `apache-arrow`.
 */
import { createRequire } from 'node:module';

export const arrow = createRequire(import.meta.url)('apache-arrow/Arrow.esnext.min') as typeof import('apache-arrow');
