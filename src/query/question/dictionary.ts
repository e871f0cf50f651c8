/** docs/questions.md: every question with its limits, from the headers, and a sample answer of the demo. */
import { choicesOf, FORMER, familiesOf } from './find.js';
import type { Parameter, Question } from './questions.js';
import { TOPICS, type Topic } from './topics.js';
import { flagOf, takes } from './values.js';

const SAMPLE = /^<!-- sample: (\S+) -->\n(.*?)\n<!-- end -->$/gms;

/** The document. `samples`: Markdown, by the name of the question. */
export function questionDictionary(questions: readonly Question[], samples: ReadonlyMap<string, string>): string {
  const families = [...familiesOf(questions)];
  const topics = Object.entries(TOPICS).map(([topic, title]) => {
    const own = families.filter(([, [first]]) => first?.topic === topic);
    return `## ${title}\n\n${own.map((family) => sections(family, samples)).join('\n')}`;
  });
  return `${HEAD}${formerNames()}${contents(families)}\n${topics.join('\n')}`;
}

/** The samples that a document holds, by question. */
export function samplesOf(document: string): Map<string, string> {
  return new Map([...document.matchAll(SAMPLE)].map(([, name = '', sample = '']) => [name, sample]));
}

type Family = readonly [name: string, forms: readonly Question[]];

const HEAD = `# Questions

<!-- Made by \`node scripts/questions.mjs <folder of the demo>\`: change the headers in queries/*.sql instead. -->

What \`access-lake query <question>\` answers, with what each answer cannot show. The samples are the first rows of
what the [demo](../README.md#the-demo) answers, without the columns that are empty in all of them. Every question also
takes \`--snapshot-date\` (default: the newest snapshot of all accounts); \`access-lake query <question> --help\` has the
options of output. What a state means is in [tables.md](tables.md).

`;

/** What earlier drafts called a question, and how it is asked. */
function formerNames(): string {
  const rows = Object.entries(FORMER).map(([former, asked]) => `| ${former} | \`${asked}\` |\n`);
  return `| called before | asked as |\n| --- | --- |\n${rows.join('')}\n`;
}

function contents(families: readonly Family[]): string {
  return (Object.keys(TOPICS) as Topic[])
    .map((topic) => {
      const own = families.filter(([, [first]]) => first?.topic === topic);
      return `- ${TOPICS[topic]}: ${own.map(([name]) => `[${name}](#${name})`).join(', ')}\n`;
    })
    .join('');
}

/** A question with each of its forms. */
function sections([name, forms]: Family, samples: ReadonlyMap<string, string>): string {
  const choices = choicesOf(forms).map((choice) => `\`${choice}\``);
  const head = choices.length > 0 ? `Forms: ${choices.join(', ')}\n\n` : '';
  return `### ${name}\n\n${head}${forms.map((form) => section(form, samples.get(form.name) ?? '')).join('\n')}`;
}

function section({ name, asked, form, question, grain, limits, parameters }: Question, sample: string): string {
  const rows = parameters.filter((parameter) => parameter.name !== 'snapshot_date').map(parameterRow);
  const table = rows.length > 0 ? `| option | takes | meaning |\n| --- | --- | --- |\n${rows.join('')}\n` : '';
  const title = form.selector === null ? '' : `#### ${form.selector === 'of' ? `${asked} --${form.value}` : asked}\n\n`;
  const text = `A row: ${markdownOf(grain)}.\n\nLimits: ${markdownOf(limits)}\n`;
  return `${title}**${markdownOf(question)}**\n\n${text}\n${table}<!-- sample: ${name} -->\n${sample}\n<!-- end -->\n`;
}

function parameterRow(parameter: Parameter): string {
  const { name, meaning, required, default: given } = parameter;
  const need = required ? ', required' : given === null ? '' : `, default ${given}`;
  const cells = [`\`${flagOf(name)}\``, `${takes(parameter)}${need}`, meaning];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |\n`;
}

/** Names with a star or an underscore are no emphasis. */
function markdownOf(text: string): string {
  return text.replaceAll(/[*_<>[\]]/g, '\\$&');
}
