/**
 * Writes what a GitHub release has beside the source: hub.yaml whose parameter Image is the image of the release by its digest,
 * member-role.yaml, and notes.md, the section of CHANGELOG.md. Imports no package: it runs beside a token that may write.
 * Usage: node scripts/release/files.mjs <tag> <name@sha256:…> <folder>, in the root of the repository
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What CloudFormation takes without a bucket of its own for templates. */
const MOST_BYTES = 51_200;
/** The parameter, as scripts/hub.mjs writes it: in one line. */
const PARAMETER = /^ {2}Image: \{Type: String, (.*AllowedPattern: '([^']+)'.*)\}$/m;

const [tag, image, folder] = process.argv.slice(2);
if (!folder) {
  console.error(
    'Cannot write the files of a release. Usage: node scripts/release/files.mjs <tag> <name@sha256:…> <folder>',
  );
  process.exit(2);
}
try {
  const files = { 'hub.yaml': hub(), 'member-role.yaml': read('deploy/member-role.yaml'), 'notes.md': notes() };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

function read(name) {
  return readFileSync(name, 'utf8');
}

function hub() {
  const template = read('deploy/hub.yaml');
  const [, , pattern] = PARAMETER.exec(template) ?? [];
  if (pattern === undefined) throw new Error('Cannot fill in deploy/hub.yaml: its parameter Image is not in one line.');
  if (!new RegExp(`^(?:${pattern})$`).test(image))
    throw new Error(
      `Cannot fill in the image ${JSON.stringify(image)}: it is not a name with a digest (name@sha256:…).`,
    );
  const filled = template.replace(PARAMETER, (_, rest) => `  Image: {Type: String, Default: "${image}", ${rest}}`);
  const bytes = Buffer.byteLength(filled);
  if (bytes > MOST_BYTES)
    throw new Error(`Cannot fill in deploy/hub.yaml: ${bytes} bytes, and CloudFormation takes ${MOST_BYTES}.`);
  return filled;
}

function notes() {
  const [section] = read('CHANGELOG.md')
    .split(/^(?=## )/m)
    .filter((text) => text.startsWith(`## ${tag},`));
  if (section === undefined)
    throw new Error(`Cannot write the notes of "${tag}": CHANGELOG.md has no heading "## ${tag}, <date>".`);
  const [, ...lines] = section.trimEnd().split('\n');
  return `Image: \`${image}\`. \`hub.yaml\` names it, so that a stack needs no parameter \`Image\`.\n${lines.join('\n')}\n`;
}
