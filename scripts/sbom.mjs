/**
 * What an installation brings with it, as CycloneDX. `npm sbom --omit dev` leaves out a dependency that a development
 * one has, too, so its whole list is cut to what the lock file calls for production.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const bom = JSON.parse(
  execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], { encoding: 'utf8', maxBuffer: 2 ** 27 }),
);
const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

const production = Object.entries(packages).filter(
  ([path, { dev, devOptional }]) => path !== '' && !(dev || devOptional),
);
const locked = new Set(production.map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`));
const components = bom.components.filter(({ name, version }) => locked.has(`${name}@${version}`));
const kept = new Set([bom.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
const dependencies = bom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) }));
process.stdout.write(`${JSON.stringify({ ...bom, components, dependencies }, null, 2)}\n`);
