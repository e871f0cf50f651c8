/** Apache Superset with the dashboard over a lake in a folder: imported and started as docs/dashboards.md says. */
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonWith } from '../../clients/python.js';
import { freePort, start } from '../../engines/programs/processes.js';

const VERSION = '6.1.0';
/** What it needs besides, for DuckDB and to start at all. */
const OTHERS = [
  'rich',
  'cachetools',
  'Flask-Caching==2.3.1',
  'PyAthena<3.15',
  'duckdb-engine==0.17.0',
  'duckdb==1.5.6',
];
const DASHBOARD = fileURLToPath(new URL('../../../dashboards/superset', import.meta.url));
const tenMinutes = 600_000;

export interface Superset {
  readonly url: string;
  /** Imports the dashboard again. */
  import(): Promise<void>;
  stop(): Promise<void>;
}

/** Its user is `admin`, with the password `admin`. */
export async function startSuperset(folder: string, lakeFile: string): Promise<Superset> {
  const python = await pythonWith('apache-superset', VERSION, OTHERS);
  const config = join(folder, 'superset_config.py');
  writeFileSync(config, configuration(folder));
  const env = {
    SUPERSET_CONFIG_PATH: config,
    SUPERSET_HOME: folder,
    FLASK_APP: 'superset.app:create_app()',
    HOME: folder,
  };
  const words = (...args: string[]) => ['-c', 'from superset.cli.main import superset; superset()', ...args];
  const superset = (...args: string[]) =>
    promisify(execFile)(python, words(...args), {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      timeout: tenMinutes,
      maxBuffer: 1 << 26,
    });
  await superset('db', 'upgrade');
  const admin = [
    '--username',
    'admin',
    '--firstname',
    'A',
    '--lastname',
    'B',
    '--email',
    'a@b.c',
    '--password',
    'admin',
  ];
  await superset('fab', 'create-admin', ...admin);
  await superset('init');
  const archive = await zipped(folder, lakeFile, python);
  const imported = async () => {
    await superset('import-dashboards', '--path', archive, '--username', 'admin');
  };
  await imported();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { stop } = await start([python, ...words('run', '--port', String(port), '--with-threads')], {
    log: join(folder, 'superset.log'),
    cwd: folder,
    env,
    ready: async () => (await fetch(`${url}/health`)).ok,
  });
  return { url, import: imported, stop };
}

function configuration(folder: string): string {
  return [
    "SECRET_KEY = 'of a test that nobody else reaches'",
    `SQLALCHEMY_DATABASE_URI = 'sqlite:///${join(folder, 'superset.db')}'`,
    'PREVENT_UNSAFE_DB_CONNECTIONS = False',
    'TALISMAN_ENABLED = False',
    'WTF_CSRF_ENABLED = False',
    '',
  ].join('\n');
}

/** The dashboard with the path of the file, as a zip. */
async function zipped(folder: string, lakeFile: string, python: string): Promise<string> {
  cpSync(DASHBOARD, join(folder, 'superset'), { recursive: true });
  const database = join(folder, 'superset/databases/Access_Lake.yaml');
  writeFileSync(database, readFileSync(database, 'utf8').replace('/lake/lake.duckdb', lakeFile));
  const archive = join(folder, 'access-lake-dashboard.zip');
  await promisify(execFile)(python, ['-m', 'zipfile', '-c', archive, 'superset'], { cwd: folder });
  return archive;
}
