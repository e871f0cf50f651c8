/** The question that a person means: by its name, its form, and names that it had in other documents. */
import { usageError } from '../../model/errors.js';
import { nearest } from '../../tools/nearest.js';
import { formOf } from './forms.js';
import { type Question, questionNames, readNamedQuestion, readNamedQuestions } from './questions.js';
import type { Given } from './values.js';

export interface Found {
  readonly question: Question;
  /** Without the options that chose the form. */
  readonly given: Given;
}

/** The question of that name in `queries/`; a usageError with the nearest names where there is none. */
export function findQuestion(name: string): Question {
  if (questionNames().includes(name)) return readNamedQuestion(name);
  throw unknown(name);
}

/** Names of all questions, without their forms. */
export function familyNames(): string[] {
  return [...new Set(questionNames().map((name) => formOf(name).question))];
}

/** Questions with all their forms, the one without options first. */
export function familiesOf(questions: readonly Question[]): Map<string, Question[]> {
  const families = new Map<string, Question[]>();
  for (const question of questions) {
    const forms = families.get(question.form.question) ?? [];
    families.set(question.form.question, [...forms, question]);
  }
  return families;
}

/** Every form of a question, the one without options first; a usageError where there is no such question. */
export function formsOf(name: string): Question[] {
  const names = questionNames().filter((each) => formOf(each).question === name);
  if (names.length === 0) throw unknown(name);
  return readNamedQuestions(names);
}

/** The form that `--by`, `--kind` or another option of its own chooses, else the one without options. */
export function findForm(name: string, given: Given): Found {
  const forms = formsOf(name);
  const byOption = forms.find(({ form }) => form.selector === 'of' && given[form.value as string] !== undefined);
  if (byOption !== undefined) return { question: byOption, given };
  const asked = SELECTORS.filter((selector) => given[selector] !== undefined);
  const question = forms.find((form) =>
    asked.every((selector) => valuesOf(form, selector).includes(one(given, selector))),
  );
  const missed = asked.find((selector) =>
    forms.every((form) => !valuesOf(form, selector).includes(one(given, selector))),
  );
  if (missed !== undefined || question === undefined) throw noForm(name, forms, given, missed ?? 'kind');
  const isOwn = (option: string): boolean => question.parameters.some((parameter) => parameter.name === option);
  const chosen = asked.filter((selector) => !isOwn(selector));
  return {
    question,
    given: Object.fromEntries(Object.entries(given).filter(([key]) => !chosen.includes(key as never))),
  };
}

const SELECTORS = ['by', 'kind'] as const;
type Option = (typeof SELECTORS)[number];

function one(given: Given, selector: Option): string {
  return [given[selector] ?? []].flat().map(String).join(',').toLowerCase();
}

/** Values of `--by` or `--kind` that ask for this form. */
function valuesOf({ selectedBy }: Question, selector: Option): readonly string[] {
  return selectedBy[selector] ?? [];
}

/** The options that choose among forms, as help writes them: `--by service|action`. */
export function choicesOf(forms: readonly Question[]): string[] {
  const byValue = SELECTORS.flatMap((selector) => {
    const values = forms.flatMap((form) => valuesOf(form, selector));
    return values.length > 0 ? [`--${selector} ${values.join('|')}`] : [];
  });
  const byOption = forms
    .filter(({ form }) => form.selector === 'of')
    .map(({ form }) => `--${form.value} <${form.value}>`);
  return [...byValue, ...byOption];
}

function noForm(name: string, forms: readonly Question[], given: Given, selector: Option): Error {
  const choices = choicesOf(forms);
  return usageError(
    `Cannot use --${selector} "${one(given, selector)}" for ${name}: it has no such form.`,
    choices.length > 0 ? `It takes ${choices.join(' or ')}.` : 'It has one form alone.',
  );
}

function unknown(name: string): Error {
  const former = FORMER[name];
  const near = former === undefined ? nearest(name, [...familyNames(), ...Object.keys(FORMER)]) : [];
  const meant = former === undefined ? near.map((each) => FORMER[each] ?? each) : [former];
  return usageError(
    `Cannot ask "${name}": no such question.`,
    meant.length > 0 ? `Did you mean ${[...new Set(meant)].join(' or ')}?` : '`access-lake query` lists the questions.',
  );
}

/** Other names of what is asked, and how to ask it: hints for a person who types one. */
export const FORMER: Readonly<Record<string, string>> = {
  access_changes: 'changes --by action',
  accounts: 'usage',
  action_users: 'users_of --action',
  actions_unused_everywhere: 'guardrails --by action',
  age_buckets: 'usage --by age',
  direct_policies: 'policies --kind direct',
  granted_actions: 'principals --by action',
  granted_services: 'principals --by service',
  granting_policies: 'policies --by principal',
  permission_set_actions: 'sets --by action',
  permission_set_services: 'sets',
  permissions_management_used: 'administrators --kind used',
  policy_holders: 'policies',
  policy_services: 'policies --by service',
  policy_wildcards: 'policies --kind wildcard',
  principal_changes: 'changes',
  principal_observed: 'principals --kind observed',
  privilege_gap: 'usage --by ou',
  reactivated_principals: 'changes --kind reactivated',
  removable_actions: 'removable --by action',
  removable_services: 'removable --by service',
  service_linked_roles_unused: 'dormant_principals --kind service_linked',
  service_usage: 'usage --by service',
  service_users: 'users_of --service',
  services_unused_everywhere: 'guardrails',
  unattached_policies: 'policies --kind unattached',
  unused_actions: 'removable --by action --all',
  unused_services: 'removable --by service --all',
  unused_write_actions: 'removable --by action --all --access-level Write',
  used_actions: 'principal_access --kind used',
};
