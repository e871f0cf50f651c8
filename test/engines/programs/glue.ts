/** A Glue catalog: moto, which Trino takes for its metastore. */
import { cached } from './cache.js';
import { freePort, run, start } from './processes.js';

const moto = '5.2.5';

/** What Glue answers to a call that it refuses. */
export class GlueError extends Error {
  override readonly name: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

export interface Glue {
  /** One call of the Glue API, such as `CreateTable`; fails with a {@link GlueError}. */
  call(operation: string, input: unknown): Promise<Record<string, unknown>>;
}

/** Python packages of moto, downloaded on first use. */
export function motoFolder(): Promise<string> {
  return cached(`moto-${moto}`, async (folder) => {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, `moto[server,glue]==${moto}`]);
  });
}

/** `settings`: environment of moto, which serves other services than Glue too. */
export async function startGlue(
  log: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<{ url: string; stop(): Promise<void> }> {
  const python = await motoFolder();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = await start(['python3', '-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    log,
    env: { PYTHONPATH: python, MOTO_ALLOW_NONEXISTENT_REGION: 'true', ...settings },
    ready: async () => (await fetch(`${url}/moto-api/data.json`)).ok,
  });
  return { url, stop: program.stop };
}

export function glueAt(url: string): Glue {
  return { call: (operation, input) => call(url, operation, input) };
}

/** moto takes the service from the scope of the signature, which it does not check. */
const scope = 'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/glue/aws4_request, SignedHeaders=host, Signature=0';

async function call(url: string, operation: string, input: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'x-amz-target': `AWSGlue.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
      authorization: scope,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (response.ok) return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  const { __type = `HTTP ${response.status}`, message = text } = parsed(text);
  throw new GlueError(__type, message);
}

function parsed(text: string): { __type?: string; message?: string } {
  try {
    return JSON.parse(text) as { __type?: string; message?: string };
  } catch {
    return {};
  }
}
