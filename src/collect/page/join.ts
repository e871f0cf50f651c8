import { AnswerError } from '../../aws/failure.js';
import { CodesBuilder, type Column, type Columns } from '../../model/columns.js';
import type { ReportColumns } from './columns.js';

/** The pages of one report as one. Fails with AnswerError where two of them hold the same service. */
export function joinPages(pages: readonly ReportColumns[]): ReportColumns {
  const [only, ...more] = pages;
  if (only !== undefined && more.length === 0) return only;
  const services = joined(pages.map((page) => page.services));
  const { service_namespace: namespaces } = services.columns;
  if (namespaces?.kind === 'codes' && namespaces.dictionary.length < services.rows) {
    throw new AnswerError('the report names a service twice');
  }
  return {
    services,
    actions: joined(pages.map((page) => page.actions)),
    servicesAccessed: pages.reduce((sum, page) => sum + page.servicesAccessed, 0),
    actionsAccessed: pages.reduce((sum, page) => sum + page.actionsAccessed, 0),
  };
}

function joined(parts: readonly Columns[]): Columns {
  const names = Object.keys(parts[0]?.columns ?? {});
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns = names.map((name) => [name, joinedColumn(parts.map((part) => part.columns[name] as Column))] as const);
  return { rows, columns: Object.fromEntries(columns) };
}

/** Columns of reports are codes or numbers. */
function joinedColumn(parts: readonly Column[]): Column {
  const codes = new CodesBuilder();
  const numbers: number[] = [];
  for (const part of parts) {
    if (part.kind === 'codes') for (const code of part.codes) codes.append(part.dictionary[code]);
    if (part.kind === 'numbers') for (const number of part.numbers) numbers.push(number);
  }
  return parts[0]?.kind === 'codes' ? codes.done() : { kind: 'numbers', numbers: Float64Array.from(numbers) };
}
