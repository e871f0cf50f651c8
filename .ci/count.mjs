// Prints "<passed> <failed>" of a vitest run: its JSON report and its exit code; on stderr, each failure by name.
// A skipped test, a file that did not load, a run without tests or without a report count as failed.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Lines of a failure's message that are shown. */
const SHOWN_LINES = 12;

const [file, status] = process.argv.slice(2);

function named(suite, title, message) {
  const lines = message.trim().split('\n').slice(0, SHOWN_LINES);
  console.error([`FAILED ${relative('.', suite)}${title && ` > ${title}`}`, ...lines].join('\n    '));
}

function counts() {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.error(`FAILED no report: ${file}`);
    return [0, 1];
  }
  for (const { name, assertionResults } of report.testResults) {
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status !== 'passed') named(name, fullName, failureMessages?.join('\n') || status);
    }
  }
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  for (const { name, message } of unloaded) named(name, '', message);
  const failed = report.numTotalTests - report.numPassedTests + unloaded.length;
  const unexplained = failed === 0 && (status !== '0' || report.numTotalTests === 0) ? 1 : 0;
  if (unexplained) console.error(`FAILED exit code ${status} without a test that failed: ${file}`);
  return [report.numPassedTests, failed + unexplained];
}

console.log(counts().join(' '));
