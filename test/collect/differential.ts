/** Reports read with the scanner and without it: the same rows, or no report by both. */
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { kindOf } from '../../src/aws/failure.js';
import { type ReportPage, readPage } from '../../src/collect/page/page.js';
import { type ExtractServices, serviceExtractor } from '../../src/collect/page/scan/extract.js';
import { recordsOf } from '../tables/records.js';
import { CannedIam } from './canned-iam.js';
import { bytes, sample } from './iam-xml.js';
import { mutations } from './mutations.js';
import { reportXml } from './reports.js';

export interface DifferentialFigures {
  cases: number;
  /** Bodies that both ways took for a report. */
  taken: number;
  /** Of these, those whose list the scanner read. */
  scanned: number;
}

const samples = ['get.completed.action-level.response.xml', 'get.completed.page1.response.xml'].map((name) =>
  sample(name).replace('SERVICE_LEVEL', 'ACTION_LEVEL'),
);
const bodies = fc.oneof(
  { weight: 1, arbitrary: reportXml },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.oneof(reportXml, fc.constantFrom(...samples)), mutations)
      .map(([body, mutate]) => mutate(body)),
  },
);

const canned = new CannedIam();
const withoutScanner = (): undefined => undefined;
/** One for all cases: what a body leaves in the vocabulary must not change the next. */
const extract = serviceExtractor();

/** Fails at the first body that the two ways read differently; the seed replays it. */
export async function compareReadings(cases: number, seed: number): Promise<DifferentialFigures> {
  const figures: DifferentialFigures = { cases: 0, taken: 0, scanned: 0 };
  for (const body of fc.sample(bodies, { numRuns: cases, seed })) {
    const scanned = await sameReading(body);
    figures.cases += 1;
    if (typeof scanned === 'string') continue;
    figures.taken += 1;
    if (extract(Buffer.from(body)) !== undefined) figures.scanned += 1;
  }
  return figures;
}

/** What the page says with the scanner and without it, or what kind of failure it is. */
export async function sameReading(body: string): Promise<object | string> {
  const [scanned, parsed] = [await reading(body, extract), await reading(body, withoutScanner)];
  expect(scanned, body).toEqual(parsed);
  return scanned;
}

async function reading(body: string, extract: ExtractServices): Promise<object | string> {
  const { iam } = await canned.account(() => ({ status: 200, body: bytes(body) })).current();
  try {
    return asRows(
      await readPage('29f47818-99f5-11e1-a4c3-27EXAMPLE804', undefined, extract)(iam, new AbortController().signal),
    );
  } catch (error) {
    return kindOf(error);
  }
}

function asRows(page: ReportPage): object {
  if (page.status !== 'COMPLETED') return page;
  const { services, actions, ...counts } = page.columns;
  return { ...page, columns: { ...counts, services: recordsOf(services), actions: recordsOf(actions) } };
}
