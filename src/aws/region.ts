/** The Region of the environment or the shared configuration. */
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../model/errors.js';
import { jsonForTerminal } from '../model/escape.js';

/** Where the configuration names no Region: STS answers there for every Region that is on by default. */
const DEFAULT_REGION = 'us-east-1';
/** The whole message of the SDK: it has no code, and says the same where the file cannot be read. */
const NOT_CONFIGURED = 'Region is missing';

/**
 * What `region` of a client's configuration finds, else us-east-1. Fails with a UserError where the Region is not one,
 * or may be in a file that cannot be read.
 */
export async function configuredRegion(region: () => Promise<string>): Promise<string> {
  try {
    return await region();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.message !== NOT_CONFIGURED) throw invalidRegion(error);
    await checkReadable(process.env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'));
    return DEFAULT_REGION;
  }
}

function invalidRegion(cause: Error): UserError {
  return new UserError(`Cannot use the configured AWS Region: ${cause.message.replace(/\.$/, '')}.`, {
    hint: 'Correct AWS_REGION, or `region` in the profile.',
    cause,
  });
}

async function checkReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new UserError(`Cannot read the AWS configuration ${jsonForTerminal(path)}: ${code}.`, {
      hint: 'Make the file readable, or set AWS_REGION.',
      cause,
    });
  }
}
