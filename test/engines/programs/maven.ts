import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes.js';

const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** Copies artifacts (`group:artifact:version[:packaging[:classifier]]`) of Maven Central into `folder`. */
export async function copyArtifacts(artifacts: readonly string[], folder: string): Promise<void> {
  const repository = join(folder, '.m2');
  for (const artifact of artifacts) {
    await run('mvn', [
      '--quiet',
      '--batch-mode',
      `${plugin}:copy`,
      `-Dartifact=${artifact}`,
      `-DoutputDirectory=${folder}`,
      `-Dmaven.repo.local=${repository}`,
    ]);
  }
  await rm(repository, { recursive: true });
}
