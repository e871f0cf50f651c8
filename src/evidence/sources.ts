/** The code of each source that is asked in accounts, held against the declarations by a test. */
import { credentialsSource } from './credentials/ask.js';
import type { AskedSource } from './source.js';

/** In the order of SOURCES (src/model/sources.ts). */
export const ACCOUNT_SOURCES: readonly AskedSource[] = [credentialsSource];
