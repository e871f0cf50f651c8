/** The options that name a lake and how it is asked, for commands to paste. */
import { athenaOptions } from '../options/athena.js';
import { flagOf } from '../options/option.js';
import type { EngineValues } from '../query/engine.js';
import { shellQuoted } from '../text/shell.js';

const KEYS = ['destination', 'expectedBucketOwner', 'engine'] as const;
const athenaKeys = Object.keys(athenaOptions) as (keyof typeof athenaOptions)[];

/** Whatever a command needs that is run elsewhere, without this environment, to ask the same. */
export function placeOf(values: EngineValues, engine: 'duckdb' | 'athena'): string {
  return [...KEYS, ...(engine === 'athena' ? athenaKeys : [])]
    .map((key) => (values[key] === undefined ? '' : `${flagOf(key)} ${shellQuoted(values[key])}`))
    .filter(Boolean)
    .join(' ');
}
