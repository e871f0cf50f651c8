/** What questions there are, and what one takes, as `query` shows them: in paragraphs as wide as `--help` has them. */
import { readFileSync } from 'node:fs';
import { Help } from 'commander';
import { accessLake, pasteable } from '../../model/commands/command-line.js';
import type { ExitName } from '../../model/errors.js';
import { wrapped } from '../../query/format/width.js';
import { samplesOf } from '../../query/question/dictionary.js';
import { choicesOf, familiesOf, findForm, formsOf } from '../../query/question/find.js';
import { FLAGS } from '../../query/question/parameter-types.js';
import { type Parameter, type Question, readQuestions } from '../../query/question/questions.js';
import { FIRST_QUESTIONS, TOPICS, type Topic } from '../../query/question/topics.js';
import { flagOf, type Given, takes } from '../../query/question/values.js';
import type { Context } from '../command.js';
import { lineWidth } from '../terminal.js';
import { wrapLines } from '../text/wrap.js';

/** The questions to begin with, then all by topic, or those of one topic. */
export async function listQuestions(topic: Topic | undefined, { terminal }: Context): Promise<ExitName> {
  const families = familiesOf(readQuestions());
  const width = Math.max(...[...families.keys()].map((name) => name.length));
  const room = lineWidth(terminal) - width - 2;
  const line = (name: string): string => {
    const forms = families.get(name) as Question[];
    const lines = [forms[0]?.question ?? '', ...choicesOf(forms)].flatMap((text) => wrapped(text, room));
    return `${name.padEnd(width)}  ${lines.join(`\n${' '.repeat(width + 2)}`)}\n`;
  };
  const topics = (topic === undefined ? Object.keys(TOPICS) : [topic]) as Topic[];
  const groups = topics.map((each) => {
    const names = [...families].filter(([, [first]]) => first?.topic === each).map(([name]) => name);
    return `${TOPICS[each]} (--topic ${each})\n${names.map(line).join('')}`;
  });
  const begin = topic === undefined ? `Begin with\n${FIRST_QUESTIONS.map(line).join('')}\n` : '';
  await terminal.print(`${begin}${groups.join('\n')}`);
  return 'ok';
}

/** What the form that `given` chooses takes, what its answer cannot tell, and a row of it. */
export async function describe(name: string, given: Given, { terminal }: Context): Promise<ExitName> {
  const described = findForm(name, given).question;
  const { asked, question, grain, limits, parameters } = described;
  const help = new Help();
  help.helpWidth = terminal.columns;
  const paragraph = (text: string): string => `${help.boxWrap(text.replaceAll(/\s+/g, ' '), terminal.columns)}\n`;
  const options = parameters.map((each) => [optionOf(each), meaningOf(each)] as const);
  const width = Math.max(0, ...options.map(([option]) => option.length));
  const items = options.map(([option, meaning]) => `${help.formatItem(option, width, meaning, help)}\n`);
  const others = formsOf(name).filter((form) => form.name !== described.name);
  await terminal.print(
    wrapLines(
      [
        paragraph(`${howToAsk(described)}: ${question}`),
        paragraph(`A row: ${grain}.`),
        paragraph(`Limits: ${pasteable(limits)}`),
        ...(items.length > 0 ? [`Parameters:\n${items.join('')}`] : []),
        ...exampleOf(described.name).map((lines) => `A row of the demo:\n${lines}`),
        ...(others.length > 0
          ? [`Also:\n${others.map((form) => paragraph(`  ${howToAsk(form)}: ${form.question}`)).join('')}`]
          : []),
        `${accessLake(['query', ...asked.split(' '), '--help'])} has the options of output.\n`,
      ].join('\n'),
      lineWidth(terminal),
    ),
  );
  return 'ok';
}

/** The statement of the form that `given` chooses, as the loader puts it together, and those that count beside it. */
export async function compose(name: string, given: Given, { terminal }: Context): Promise<ExitName> {
  const { sql, gap, leftOut } = findForm(name, given).question;
  const counting = leftOut.map(({ counts, isShown, sql: each }) =>
    part(`Counts by reason what is ${isShown ? 'excepted among' : 'left out of'} ${counts}.`, each),
  );
  const ofGap = gap === null ? [] : [part('Counts what was not measured.', gap.sql)];
  await terminal.print([`${sql};\n`, ...ofGap, ...counting].join('\n'));
  return 'ok';
}

function part(comment: string, sql: string): string {
  return `-- ${comment}\n${sql};\n`;
}

function howToAsk({ asked, form }: Question): string {
  return form.selector === 'of' ? `${asked} --${form.value}` : asked;
}

function optionOf(parameter: Parameter): string {
  return FLAGS.has(parameter.name) ? flagOf(parameter.name) : `${flagOf(parameter.name)} <${parameter.type}>`;
}

function meaningOf(parameter: Parameter): string {
  const { meaning, required, default: given } = parameter;
  const need = required ? '; required' : given === null ? '' : `; default ${given}`;
  return `${meaning} (${takes(parameter)}${need})`;
}

/** The first row of its sample in the documents that ship with the package, a line a column; none where it has none. */
function exampleOf(name: string): string[] {
  const document = readFileSync(new URL('../../../docs/questions.md', import.meta.url), 'utf8');
  const table = (samplesOf(document).get(name) ?? '').split('\n').filter((line) => line.startsWith('| '));
  const [columns = [], , row] = table.map((line) => line.slice(2, -2).split(/(?<!\\) \| /));
  if (row === undefined) return [];
  const width = Math.max(...columns.map((column) => column.length));
  const plain = (text: string): string =>
    text
      .replaceAll(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)))
      .replaceAll(/\\(.)/g, '$1')
      .replaceAll('&lt;', '<');
  return [columns.map((column, at) => `  ${plain(column).padEnd(width)}  ${plain(row[at] ?? '')}\n`).join('')];
}
