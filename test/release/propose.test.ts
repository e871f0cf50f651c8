/** What each landing asks with its defaults: proposals of other options are the same on both engines. */
import { it } from 'vitest';
import { proposesTheSame } from '../engines/questions/propose-twins.js';

const same = proposesTheSame();

it('proposes copies a holder, of what is granted for long', () =>
  same({ isPerHolder: true, grantAge: 'known', days: 30 }));
