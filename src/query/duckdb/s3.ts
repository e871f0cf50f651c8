/** What DuckDB needs to read S3: two extensions of its own, which it downloads once, and the caller's credentials. */
import { UserError } from '../../model/errors.js';

/** httpfs reads S3; aws finds the credentials as the AWS SDKs do. */
const EXTENSIONS = ['httpfs', 'aws'];

/** Opens S3; `run` runs a statement. A UserError names the step that failed. */
export async function openS3(run: (sql: string) => Promise<unknown>): Promise<void> {
  for (const name of EXTENSIONS) {
    await attempt(`its extension ${name} cannot be loaded`, async () => {
      await run(`INSTALL ${name}`);
      await run(`LOAD ${name}`);
    });
  }
  await attempt('no credentials are found', () => run('CREATE SECRET (TYPE s3, PROVIDER credential_chain)'));
}

async function attempt(problem: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
    throw new UserError(`Cannot read S3 with DuckDB: ${problem} (${reason}).`, {
      hint: 'Ask with --engine athena, or copy the lake to a folder.',
      cause: error,
    });
  }
}
