/**
 * Apache Arrow, from the single file that the package ships for browsers: its 146 modules take ten times as long to load
 * (bench/results/2026-11.md). Types come from `apache-arrow`.
 */
import { createRequire } from 'node:module';

export const arrow = createRequire(import.meta.url)('apache-arrow/Arrow.esnext.min') as typeof import('apache-arrow');
