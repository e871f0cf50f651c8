// Prints "<passed> <failed>" of a vitest run: its JSON report and its exit code.
// A skipped test, a file that did not load, a run without tests or without a report count as failed.
import { readFileSync } from 'node:fs';

const [file, status] = process.argv.slice(2);

function counts() {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [0, 1];
  }
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = report.numTotalTests - report.numPassedTests + unloaded.length;
  const unexplained = failed === 0 && (status !== '0' || report.numTotalTests === 0) ? 1 : 0;
  return [report.numPassedTests, failed + unexplained];
}

console.log(counts().join(' '));
