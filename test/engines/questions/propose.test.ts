/** The statements behind proposals give the same on Trino, reached as Athena, and on DuckDB. */
import { it } from 'vitest';
import { proposesTheSame } from './propose-twins.js';

const same = proposesTheSame();

it('proposes the same', () => same({}));
