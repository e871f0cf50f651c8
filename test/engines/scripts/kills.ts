/** A script that is killed after a call, and run again: the end is that of one that was not killed. */
import { expect } from 'vitest';
import type { World } from './world.js';

/** Numbers of calls, of so many, after which a script is killed. */
export type Places = (calls: number) => readonly number[];

export async function survivesKills(world: World, name: string, places: Places): Promise<number> {
  const { front } = world;
  const before = await world.state();
  const counted = async (mode: 'apply' | 'rollback') => {
    const first = front.calls.length;
    expect(await world.run(name, mode)).toMatchObject({ code: 0 });
    return front.calls.length - first;
  };
  const calls = { apply: await counted('apply'), rollback: 0 };
  const after = await world.state();
  calls.rollback = await counted('rollback');
  expect(await world.state()).toEqual(before);
  for (const place of places(calls.apply)) {
    await world.killed(world.script(name, 'apply.sh'), place);
    expect(await world.run(name, 'apply'), `apply after call ${place}`).toMatchObject({ code: 0 });
    expect(withoutVersions(await world.state()), `apply after call ${place}`).toEqual(withoutVersions(after));
    expect(await world.run(name, 'rollback')).toMatchObject({ code: 0 });
    expect(await world.state(), `apply after call ${place}, rolled back`).toEqual(before);
  }
  for (const place of places(calls.rollback)) {
    expect(await world.run(name, 'apply')).toMatchObject({ code: 0 });
    await world.killed(world.script(name, 'rollback.sh'), place);
    expect(await world.run(name, 'rollback'), `rollback after call ${place}`).toMatchObject({ code: 0 });
    expect(await world.state(), `rollback after call ${place}`).toEqual(before);
  }
  return calls.apply + calls.rollback;
}

/** Versions are counted on, and policies that are made again get another id. */
function withoutVersions(state: readonly string[]): string[] {
  return state.map((text) => text.replaceAll(/<(VersionId|DefaultVersionId|PolicyId)>[^<]*/g, '<$1>'));
}
