/** What is left to do after a commit, for who stops the command there: the same command would begin anew. */
import { accessLake } from '../model/commands/command-line.js';
import type { Progress } from '../model/progress.js';
import type { Context } from './command.js';
import { type AthenaValues, athenaOptions } from './options/athena.js';
import { flagOf } from './options/option.js';

/** Who names owners, as options have it. */
export interface OwnerValues {
  readonly ownerTag: readonly string[];
  readonly ownersFile: string | undefined;
}

export function trendsLeft(location: string, owners: OwnerValues): string {
  return `The snapshot is committed; only its trends are missing: ${derive(location, owners)}\n`;
}

/** Of a commit into a bucket. */
export function trendsToMake(location: string, owners: OwnerValues): string {
  return `To make the trends and the worklist of dashboards: ${derive(location, owners)}\n`;
}

function derive(location: string, owners: OwnerValues): string {
  return command('derive', location, ownerWords(owners));
}

/** The same options for a command that is run next. */
export function ownerWords({ ownerTag: tags, ownersFile: path }: OwnerValues): string[] {
  return [
    ...tags.flatMap((tag) => [flagOf('ownerTag'), tag]),
    ...(path === undefined ? [] : [flagOf('ownersFile'), path]),
  ];
}

/** Of `expire`. */
export function historyLeft(location: string): string {
  return `Done; only the trends still hold rows that no view shows: ${command('derive', location)}\n`;
}

export function lakeFileLeft(location: string): string {
  return `Done; only lake.duckdb is not renewed: ${command('catalog', location)}\n`;
}

export function viewsLeft(location: string, values: AthenaValues): string {
  const given = Object.keys(athenaOptions).flatMap((key) => {
    const value = values[key as keyof AthenaValues];
    return value === undefined ? [] : [flagOf(key), value];
  });
  return `The snapshot is committed; only its dates in Athena are not renewed: ${command('catalog', location, given)}\n`;
}

/** Progress that tells of the commit as it is made. */
export function tellingCommit(progress: Progress, left: string, { onCommit }: Pick<Context, 'onCommit'>): Progress {
  return (event) => {
    if (event.type === 'committed') onCommit?.(left);
    progress(event);
  };
}

function command(name: string, location: string, options: readonly string[] = []): string {
  return accessLake([name, '--destination', location, ...options]);
}
