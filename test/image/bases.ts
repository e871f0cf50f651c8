/**
 * Stand-ins for the two bases of the Dockerfile, which come from registries of images: made of Debian 13's packages and
 * Node's npm package. BASE has what distroless Node has, node at /nodejs/bin and no shell; BUILD has a shell and npm.
 */
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { done } from './told.js';

/** The release of Node that the Dockerfile's bases have, by its npm package. */
const NODE = `node-${process.platform}-${process.arch}@24`;
const NPM = 'npm@11';
const SUITE = 'trixie';
/** What this machine trusts, the build may trust: npm reaches its registry from there. */
const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

const SYSTEM = ['libc6', 'libstdc++6', 'libgcc-s1', 'base-files'];
const RUN_PACKAGES = [...SYSTEM, 'tzdata', 'ca-certificates', 'netbase'];
const BUILD_PACKAGES = [...SYSTEM, 'dash', 'coreutils', 'sed', 'grep'];

export interface Bases {
  readonly build: string;
  readonly run: string;
}

/** Makes both images in podman's store, from files in `folder`. */
export async function makeBases(folder: string): Promise<Bases> {
  const modules = await nodePackages(folder);
  const node = join(modules, NODE.replace(/@.*/, ''), 'bin/node');
  const run = await unpacked(folder, 'run', RUN_PACKAGES);
  mkdirSync(join(run, 'nodejs/bin'), { recursive: true });
  cpSync(node, join(run, 'nodejs/bin/node'));
  const build = await unpacked(folder, 'build', BUILD_PACKAGES);
  cpSync(node, join(build, 'usr/local/bin/node'));
  cpSync(join(modules, 'npm'), join(build, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(build, 'usr/local/bin/npm'));
  mkdirSync(join(build, 'etc/ssl/certs'), { recursive: true });
  cpSync(AUTHORITIES, join(build, AUTHORITIES), { dereference: true });
  return {
    build: await image(build, 'access-lake-test-build', [
      `ENV PATH=/usr/local/bin:/usr/bin:/bin NODE_EXTRA_CA_CERTS=${AUTHORITIES}`,
    ]),
    run: await image(run, 'access-lake-test-base', []),
  };
}

async function nodePackages(folder: string): Promise<string> {
  const prefix = join(folder, 'node');
  mkdirSync(prefix);
  await done('npm', ['install', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund', NODE, NPM]);
  return join(prefix, 'node_modules');
}

/** A folder with the files of Debian's packages and of what they depend on, none of which was configured. */
async function unpacked(folder: string, name: string, packages: readonly string[]): Promise<string> {
  const [tar, place] = [join(folder, `${name}.tar`), join(folder, name)];
  await done('mmdebstrap', ['--variant=extract', `--include=${packages.join(',')}`, SUITE, tar]);
  mkdirSync(place);
  await done('tar', ['-xf', tar, '-C', place, '--exclude=./dev/*']);
  return place;
}

async function image(place: string, name: string, lines: readonly string[]): Promise<string> {
  const file = `${place}.Containerfile`;
  writeFileSync(file, ['FROM scratch', 'COPY . /', ...lines, ''].join('\n'));
  const tag = `localhost/${name}`;
  await done('buildah', ['bud', '--quiet', '-f', file, '-t', tag, place], { env: { BUILDAH_ISOLATION: 'chroot' } });
  return tag;
}
