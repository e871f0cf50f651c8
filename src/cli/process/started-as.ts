/** How this command can be started again, by where its files are. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { OF_A_CLONE, OF_TASK, shellQuoted } from '../../model/commands/command-line.js';

/** The command as npm links it into a folder of the PATH. */
const INSTALLED = 'access-lake';
/** ECS sets it in every container of Fargate. */
const CONTAINER = 'ECS_CONTAINER_METADATA_URI_V4';

/**
 * @param program dist/cli/main.js, through no link
 *
 * In `node_modules`, the package.json beside that folder says who installed it: nobody's is there for `npm install --global`;
 * the cache of npx names what npx was asked for; a project has the command under its own node_modules/.bin, as a clone has.
 */
export function howStarted(program: string, environment: NodeJS.ProcessEnv): string {
  const root = resolve(program, '../../..');
  const modules = resolve(root, '..');
  if (basename(modules) !== 'node_modules') {
    if (existsSync(join(root, 'src'))) return OF_A_CLONE;
    return environment[CONTAINER] === undefined ? INSTALLED : OF_TASK;
  }
  const manifest = manifestOf(resolve(modules, '..'));
  if (manifest === undefined) return INSTALLED;
  const asked = manifest?._npx?.packages;
  if (asked === undefined) return OF_A_CLONE;
  return asked.length === 1 ? `npx ${shellQuoted(String(asked[0]))}` : INSTALLED;
}

interface Manifest {
  readonly _npx?: { readonly packages?: readonly unknown[] };
}

function manifestOf(folder: string): Manifest | null | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return undefined; // there is none, or it is not npm's
  }
}
