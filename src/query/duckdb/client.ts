/**
 * DuckDB's client. Loaded with `require`: an `import` of a CommonJS package first parses every file for the names that it
 * exports, which takes as long as the rest (bench/results/2026-11.md).
 */
import { createRequire } from 'node:module';

export const duckdb = createRequire(import.meta.url)('@duckdb/node-api') as typeof import('@duckdb/node-api');
