import { expect, test } from 'vitest';
import { faultNames } from '../../src/simulation/faults.js';
import {
  denialCases,
  jobCases,
  lastingTroubles,
  OF_NO_ACCOUNT,
  OF_SOURCES,
  pageCases,
  passingTroubles,
  sessionCases,
  wrongAnswerCases,
} from './cases.js';

test('every fault is met by an account, or is of none, or of a source', () => {
  const all = [
    ...passingTroubles(),
    ...lastingTroubles(),
    ...sessionCases([1]),
    ...pageCases(),
    ...jobCases(),
    ...denialCases(),
    ...wrongAnswerCases(),
  ];
  const met = all.flatMap(({ faults }) => faults('', '').map(({ name }) => name));
  expect([...new Set([...met, ...OF_NO_ACCOUNT, ...OF_SOURCES])].sort()).toEqual([...faultNames].sort());
});
