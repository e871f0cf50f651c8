/** What judges lists of actions within 90 days reads of a lake of 20 dates what it reads of those in its window. */
import { test } from 'vitest';
import { factsLakes, OF_DAYS } from '../engines/facts-lakes.js';
import { judgesLists } from '../engines/variants.js';

const judging = OF_DAYS.filter(judgesLists);
const { readsItsWindow } = factsLakes(judging.map(({ sql }) => sql));

test.each(judging)(
  '$name of 90 days reads the facts of its window and the action rows of its date alone',
  readsItsWindow,
);
