/** The state machines of the template are valid Amazon States Language. */
// @ts-expect-error The package has no types.
import validate from 'asl-validator';
import { expect, test } from 'vitest';
import { definitionOf } from './machines.js';

test.each(['TaskMachine', 'RunMachine', 'WatchMachine'])('%s is valid', (machine) => {
  expect(validate(definitionOf(machine, { Shards: '3' }))).toMatchObject({ isValid: true, errors: [] });
});

test('a state that leads nowhere is not', () => {
  const definition = definitionOf('WatchMachine');
  delete definition.States.Snapshots.End;
  definition.States.Snapshots.Next = 'Nowhere';
  expect(validate(definition).isValid).toBe(false);
});
