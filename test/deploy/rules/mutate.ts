/** Makes each change of mutants.ts and says by which rule it dies: `npm run mutate -- --deploy`. */
import { HUB, HUB_TEXT, parseTemplate } from '../template.js';
import { broken } from './check.js';
import { MUTANTS, type Mutant } from './mutants.js';

/** So many may die by what is written out alone. */
const MOST_BY_LITERALS = 10;

function endOf({ from, to }: Mutant): {
  readonly by: 'rule' | 'literals' | 'nothing';
  readonly rules: readonly string[];
} {
  if (!HUB_TEXT.includes(from)) throw new Error(`Cannot change deploy/hub.yaml: it has no ${from}`);
  const { rules, isUnequal } = broken(parseTemplate(HUB_TEXT.replaceAll(from, () => to)));
  if (rules.length > 0) return { by: 'rule', rules };
  return { by: isUnequal ? 'literals' : 'nothing', rules };
}

const asItIs = broken(HUB);
if (asItIs.rules.length > 0 || asItIs.isUnequal)
  throw new Error(`The template breaks ${asItIs.rules.join(', ')} as it is`);
const ends = MUTANTS.map((mutant) => ({ mutant, ...endOf(mutant) }));
for (const { mutant, by, rules } of ends) {
  const how = by === 'rule' ? rules.join('; ') : by === 'literals' ? 'what is written out' : 'SURVIVED';
  console.log(`${mutant.kind}: ${mutant.from}\n  + ${mutant.to}\n  ${how}`);
}
const count = (by: string): number => ends.filter((end) => end.by === by).length;
console.log(
  `Of ${ends.length} changes ${count('rule')} die by a rule, ${count('literals')} by what is written out, and ${count('nothing')} survive.`,
);
process.exitCode = count('nothing') > 0 || count('literals') > MOST_BY_LITERALS ? 1 : 0;
