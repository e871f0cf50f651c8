/** All rules over one template. */
import type { Template } from '../template.js';
import { ACCEPTED } from './accepted.js';
import { DATA_RULES, TYPE_LITERALS } from './data.js';
import { HANDED_ON_RULES } from './handed-on.js';
import { LITERALS as VALUES } from './literals.js';
import { NEEDS } from './needs.js';
import { PARAMETER_RULES } from './parameters.js';
import { POLICIES } from './policies.js';
import { PROMISES } from './promises.js';
import { Hub, type Rule } from './rule.js';
import { THERE } from './there.js';

export const RULES: readonly Rule[] = [
  ...NEEDS,
  ...POLICIES,
  ...PROMISES,
  ...PARAMETER_RULES,
  ...ACCEPTED,
  ...THERE,
  ...DATA_RULES,
  ...HANDED_ON_RULES,
];

/** What is written out once more, because no rule says why it is so and not otherwise. */
export const LITERALS: readonly Rule[] = [...VALUES, ...TYPE_LITERALS];

/** What breaks a rule; a template that it cannot read breaks it too. */
export function problemsOf({ problems }: Rule, template: Template): readonly string[] {
  try {
    return problems(new Hub(template));
  } catch (error) {
    return [`it cannot be read: ${(error as Error).message}`];
  }
}

/** Names of the rules that a template breaks, and whether it differs from what is written out. */
export function broken(template: Template): { readonly rules: string[]; readonly isUnequal: boolean } {
  const rules = RULES.filter((rule) => problemsOf(rule, template).length > 0).map(({ name }) => name);
  return { rules, isUnequal: LITERALS.some((rule) => problemsOf(rule, template).length > 0) };
}
