/** moto with what stands before it, and an `aws` for the scripts: the AWS CLI itself, in a process that stays. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cached } from '../programs/cache.js';
import { startGlue } from '../programs/glue.js';
import { run, start } from '../programs/processes.js';
import { type Front, startFront } from './front.js';

const awscli = '1.45.11';

/** `AWSCLI_PACKAGES` names a folder of Python's packages with another one, such as the AWS CLI 2 of a distribution. */
async function install(folder: string): Promise<void> {
  await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, `awscli==${awscli}`]);
}

/** The client of resident-aws.py. */
const clientOf = (python: string, socket: string) => `#!${python} -IS
import json, os, socket, sys
own = socket.socket(socket.AF_UNIX)
own.connect(${JSON.stringify(socket)})
own.sendall(json.dumps({"args": sys.argv[1:], "cwd": os.getcwd(), "env": dict(os.environ)}).encode() + b"\\n")
said = json.loads(own.makefile().readline())
sys.stdout.write(said["out"])
sys.stderr.write(said["err"])
sys.exit(said["code"])
`;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

export interface Clients {
  readonly folder: string;
  readonly front: Front;
  /** Environment of scripts, whose calls the front sees. */
  readonly env: NodeJS.ProcessEnv;
  /** A call that the front does not see. */
  aws(...args: string[]): Promise<Record<string, never>>;
  /** The text of an answer of moto; `target`: of a call in JSON. */
  moto(service: string, body: string, target?: string): Promise<string>;
  /** Runs a script to its end. */
  bash(path: string, args: readonly string[], env?: Environment): Promise<Ended>;
  /** Starts a script in a process group of its own, and ends it whole after so many calls. */
  killed(path: string, args: readonly string[], given: { calls: number; env: Environment }): Promise<void>;
  stop(): Promise<void>;
}

export async function startClients(account: string): Promise<Clients> {
  const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
  const cli = process.env.AWSCLI_PACKAGES ?? (await cached(`awscli-${awscli}`, install));
  const moto = await startGlue(join(folder, 'moto.log'), {
    MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
    MOTO_ACCOUNT_ID: account,
  });
  const front = await startFront(moto.url);
  const socket = join(folder, 'aws.socket');
  const python = (await run('python3', ['-c', 'import sys; print(sys.executable)'])).trim();
  writeFileSync(join(folder, 'aws'), clientOf(python, socket), { mode: 0o755 });
  const resident = await start(['python3', join(import.meta.dirname, 'resident-aws.py'), socket], {
    log: join(folder, 'aws.log'),
    env: { PYTHONPATH: cli },
    ready: async () => (await execute(join(folder, 'aws'), ['--version'], process.env)).code === 0,
  });
  // Python itself: a shim before it would put another aws first.
  const env = environment([folder, dirname(python)], front.url);
  return {
    folder,
    front,
    env,
    aws: async (...args) => {
      const { code, stdout, stderr } = await execute(join(folder, 'aws'), args, { ...env, AWS_ENDPOINT_URL: moto.url });
      if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${stderr}`);
      return stdout.trim() === '' ? {} : JSON.parse(stdout);
    },
    moto: (service, body, target) => asked(moto.url, service, body, target),
    bash: (path, args, more = {}) => execute('bash', [path, ...args], { ...env, ...more }),
    killed: (path, args, given) => killed(front, [path, ...args], { ...given, env: { ...env, ...given.env } }),
    stop: async () => {
      await front.stop();
      await resident.stop();
      await moto.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function environment(folders: readonly string[], url: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [...folders, process.env.PATH].join(':'),
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_PAGER: '',
  };
}

function execute(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(command, args, { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

async function asked(url: string, service: string, body: string, target?: string): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, Signature=0`;
  const type = target === undefined ? 'application/x-www-form-urlencoded' : 'application/x-amz-json-1.1';
  const headers = { authorization, 'content-type': type, ...(target && { 'x-amz-target': target }) };
  return (await fetch(url, { method: 'POST', headers, body })).text();
}

async function killed(
  front: Front,
  command: readonly string[],
  { calls, env }: { calls: number; env: NodeJS.ProcessEnv },
): Promise<void> {
  const child = spawn('bash', command, { env, detached: true, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const first = front.calls.length;
  front.afterCall = (number) => {
    if (number === first + calls) process.kill(-(child.pid as number), 'SIGKILL');
  };
  await ended;
  front.afterCall = undefined;
}
