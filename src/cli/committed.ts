/** What is left to do after a commit, for who stops the command there: the same command would begin anew. */
import type { Progress } from '../model/progress.js';
import type { Context } from './command.js';
import { type AthenaValues, athenaOptions } from './options/athena.js';
import { flagOf } from './options/option.js';
import { ACCESS_LAKE, shellQuoted } from './text/shell.js';

export function trendsLeft(location: string, ownerTags: readonly string[]): string {
  return `The snapshot is committed; only its trends are missing: ${derive(location, ownerTags)}\n`;
}

/** Of a commit into a bucket. */
export function trendsToMake(location: string, ownerTags: readonly string[]): string {
  return `To make the trends and the worklist of dashboards: ${derive(location, ownerTags)}\n`;
}

function derive(location: string, ownerTags: readonly string[]): string {
  const tags = ownerTags.map((tag) => ` --owner-tag ${shellQuoted(tag)}`).join('');
  return `${command('derive', location)}${tags}`;
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
    return value === undefined ? [] : [` ${flagOf(key)} ${shellQuoted(value)}`];
  });
  const renew = `${command('catalog', location)}${given.join('')}`;
  return `The snapshot is committed; only its dates in Athena are not renewed: ${renew}\n`;
}

/** Progress that tells of the commit as it is made. */
export function tellingCommit(progress: Progress, left: string, { onCommit }: Pick<Context, 'onCommit'>): Progress {
  return (event) => {
    if (event.type === 'committed') onCommit?.(left);
    progress(event);
  };
}

function command(name: string, location: string): string {
  return `${ACCESS_LAKE} ${name} --destination ${shellQuoted(location)}`;
}
