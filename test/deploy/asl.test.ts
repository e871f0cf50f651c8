/** The state machines of the template are valid Amazon States Language. */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { definitionOf } from './machines.js';

/** The package has no types. */
const validate: (definition: unknown) => { readonly isValid: boolean; readonly errors: readonly unknown[] } =
  createRequire(import.meta.url)('asl-validator');

test.each(['TaskMachine', 'RunMachine', 'WatchMachine'])('%s is valid', (machine) => {
  expect(validate(definitionOf(machine, { Shards: '3' }))).toMatchObject({ isValid: true, errors: [] });
});

test('a state that leads nowhere is not', () => {
  const definition = definitionOf('WatchMachine');
  delete definition.States.Snapshots.End;
  definition.States.Snapshots.Next = 'Nowhere';
  expect(validate(definition).isValid).toBe(false);
});
