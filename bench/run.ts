/** `npm run bench [name …]`: prints the tables of the benches named, or of all. */
import { environment, markdown, type Report } from './harness.js';

const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<Report[]> }>>> = {
  encoders: () => import('./encoders.js'),
  export: () => import('./export.js'),
  reports: () => import('./reports.js'),
  query: () => import('./query.js'),
  handing: () => import('./handing.js'),
  worklist: () => import('./worklist.js'),
  journey: () => import('./journey.js'),
  pacing: () => import('./pacing.js'),
  calls: () => import('./calls.js'),
  growth: () => import('./growth.js'),
  propose: () => import('./propose.js'),
  help: () => import('./help.js'),
  publish: () => import('./publish.js'),
  dashboards: () => import('./dashboards.js'),
  'side-by-side': async () => ({ run: (await import('./export.js')).sideBySide }),
  'many-accounts': async () => ({ run: (await import('./export.js')).manyAccounts }),
  'one-account': async () => ({ run: (await import('./export.js')).oneAccount }),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) throw new Error(`Cannot run bench "${unknown}": there are ${Object.keys(BENCHES)}`);

console.log(`${environment()}\n`);
for (const [name, load] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for (const report of await (await load()).run()) console.log(markdown(report));
}
