/** The options that name a lake and how it is asked, a word each, for commands to paste. */
import { athenaOptions } from '../options/athena.js';
import { flagOf } from '../options/option.js';
import type { EngineValues } from '../query/engine.js';

const KEYS = ['destination', 'expectedBucketOwner', 'engine'] as const;
const athenaKeys = Object.keys(athenaOptions) as (keyof typeof athenaOptions)[];

/** Whatever a command needs that is run elsewhere, without this environment, to ask the same. */
export function placeOf(values: EngineValues, engine: 'duckdb' | 'athena'): string[] {
  return [...KEYS, ...(engine === 'athena' ? athenaKeys : [])].flatMap((key) => {
    const value = values[key];
    return value === undefined ? [] : [flagOf(key), value];
  });
}
