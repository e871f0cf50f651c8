/**
 * DuckDB's client. By `require`, for of a CommonJS package an `import` first parses every file for the names that it
 * exports: a third of what it takes to load (bench/results/2026-11.md).
 */
import { createRequire } from 'node:module';

export const duckdb = createRequire(import.meta.url)('@duckdb/node-api') as typeof import('@duckdb/node-api');
