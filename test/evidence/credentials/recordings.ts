/** Answers of IAM that nobody here wrote: test/fixtures/credential-reports/README.md says whose they are. */
import { readFileSync } from 'node:fs';

export interface Recording {
  readonly status: number;
  readonly answer: {
    readonly Content?: string;
    readonly GeneratedTime?: string;
    readonly State?: string;
    readonly Error?: { readonly Code: string };
    readonly ServiceSpecificCredentials?: readonly Readonly<Record<string, string>>[];
    readonly Marker?: string;
  };
}

export function recording(name: string): Recording {
  const url = new URL(`../../fixtures/credential-reports/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** The CSV of a recorded report. */
export function recordedReport(name: string): string {
  return recording(name).answer.Content as string;
}
