/** Questions about services alone, where several hold what is judged. */
import { expect, it } from 'vitest';
import { ofItems } from '../../src/query/question/judged.js';
import { readQuestions } from '../../src/query/question/questions.js';
import { readSql } from '../../src/query/sql-files.js';

const ofServices = readQuestions().filter(({ name }) => /^-- items: services$/m.test(readSql('', name)));

it('weigh no action, and show none', () => {
  expect(ofServices.map(({ name }) => name)).toEqual(['guardrails', 'policies.by-service', 'role_names', 'sets']);
  for (const { name, sql } of ofServices) {
    expect(sql).toContain('WHERE u.action_key IS NULL');
    expect(sql.match(/AND l\.action_key IS NULL/g)).toHaveLength(2);
    expect(readSql('', name)).toMatch(/^ +WHERE (?:s\.)?action_key IS NULL$/m);
  }
});

it('leave their conditions to nobody else', () => {
  for (const { name, sql } of readQuestions()) {
    expect(sql).not.toContain('of services alone');
    if (!ofServices.some((one) => one.name === name)) expect(sql).not.toContain('WHERE u.action_key IS NULL');
  }
});

it('are of no other items', () => {
  expect(() => ofItems(['actions'], '')).toThrow('Nothing judges "actions" alone');
});
