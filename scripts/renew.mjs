// Makes anew what tests keep of this build: `npm run renew fixture`.
import { makeFixture } from './fixture-lake.mjs';

const RENEWED = { fixture: makeFixture };

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(RENEWED, name));
if (names.length === 0 || unknown.length > 0) {
  throw new Error(`Usage: npm run renew <name>, a name being one of: ${Object.keys(RENEWED).join(', ')}`);
}
for (const name of names) await RENEWED[name]();
