/** A script that is killed after a call, and run again: the end is that of one that was not killed. */
import { expect } from 'vitest';
import type { World } from './world.js';

/** Numbers of calls, of so many, after which a script is killed. */
export type Places = (calls: number) => readonly number[];

const ARGS = { apply: ['--no-fresh'], rollback: [] } as const;

export async function survivesKills(world: World, name: string, places: Places): Promise<void> {
  const { front } = world;
  const before = await world.state();
  const ended = async (mode: 'apply' | 'rollback', told: string) => {
    const first = front.calls.length;
    expect(await world.run(name, mode, ...ARGS[mode]), told).toMatchObject({ code: 0 });
    return front.calls.length - first;
  };
  const killed = (mode: 'apply' | 'rollback', calls: number) =>
    world.killed(world.script(name, `${mode}.sh`), ARGS[mode], { calls, env: world.callerOf(name, mode) });
  const applied = places(await ended('apply', 'the first apply'));
  const after = withoutVersions(await world.state());
  const rolledBack = places(await ended('rollback', 'the first rollback'));
  expect(await world.state()).toEqual(before);
  for (let at = 0; at < Math.max(applied.length, rolledBack.length); at++) {
    const place = { apply: applied[at] ?? 1, rollback: rolledBack[at] ?? 1 };
    const told = `killed after call ${place.apply} of apply and ${place.rollback} of rollback`;
    await killed('apply', place.apply);
    await ended('apply', told);
    expect(withoutVersions(await world.state()), told).toEqual(after);
    await killed('rollback', place.rollback);
    await ended('rollback', told);
    expect(await world.state(), told).toEqual(before);
  }
}

/** Versions are counted on, and policies that are made again get another id. */
function withoutVersions(state: readonly string[]): string[] {
  return state.map((text) => text.replaceAll(/<(VersionId|DefaultVersionId|PolicyId)>[^<]*/g, '<$1>'));
}
