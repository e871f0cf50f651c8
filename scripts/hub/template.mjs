// deploy/hub.yaml, put together of its parts: the YAML beside this file, the policies and the member role of deploy/, the
// state machines, and the exit codes.
import { readdirSync, readFileSync } from 'node:fs';
import { Document, parseDocument } from 'yaml';
import { runMachine, watchMachine } from './machines.mjs';
import { statementsOf } from './policies.mjs';
import { taskMachine } from './task-machine.mjs';

/** What CloudFormation takes without a bucket of its own for templates. */
const MOST_BYTES = 51_200;
const COMPACT = { lineWidth: 0, flowCollectionPadding: false };
const HEAD = '# Made by `npm run generate` of scripts/hub and the other files of deploy: change those.\n';

/** @param exitCodes EXIT_CODES of src/model/errors.ts */
export function hubTemplate(exitCodes) {
  const blocks = {
    'task-policy': yamlOf(statementsOf('hub-policy.json')),
    'reader-policy': yamlOf(statementsOf('reader-policy.json')),
    'member-role': withoutProse(read('../../deploy/member-role.yaml')),
    'task-machine': machineText(taskMachine(exitCodes)),
    'run-machine': machineText(runMachine()),
    'watch-machine': machineText(watchMachine()),
  };
  const resources = readdirSync(new URL('resources/', import.meta.url))
    .sort()
    .map((name) => indented(part(`resources/${name}`), '  '));
  const text = `${part('parameters.yaml')}\nResources:\n${resources.join('\n')}\n\n${part('outputs.yaml')}`;
  const template = HEAD + withBlocks(text, blocks);
  if (bytesLeft(template) >= 0) return template;
  throw new Error(
    `Cannot make deploy/hub.yaml: ${Buffer.byteLength(template)} bytes, and CloudFormation takes ${MOST_BYTES}`,
  );
}

/** What a template may still grow by. */
export function bytesLeft(template) {
  return MOST_BYTES - Buffer.byteLength(template);
}

function read(name) {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/**
 * What the sources have in braces or brackets over several lines goes into one, and so do a parameter and an output. Of comments the
 * reasons beside statements stay; the others are for who changes the sources.
 */
function part(name) {
  const document = parseDocument(read(name).replaceAll(/^ {0,9}#.*\n/gm, ''));
  const entries = ['Parameters', 'Outputs'].flatMap((key) => document.get(key)?.items ?? []);
  for (const { value } of entries) value.flow = true;
  return document.toString(COMPACT);
}

/** The member role for machines: a line each for a parameter, a condition and a property; no comments, no check of what the hub has checked. */
function withoutProse(text) {
  const document = parseDocument(text.replaceAll(/^ *#.*\n/gm, ''));
  for (const key of ['Description', 'Outputs']) document.delete(key);
  for (const { value } of document.get('Parameters').items) {
    for (const key of ['Description', 'Default', 'AllowedPattern']) value.delete(key);
  }
  const lines = [['Parameters'], ['Conditions'], ['Resources', 'ReaderRole', 'Properties']];
  for (const { value } of lines.flatMap((path) => document.getIn(path).items)) value.flow = true;
  return document.toString(COMPACT).replaceAll('\n\n', '\n');
}

/** A block stands where a part has its name in braces, alone on a line or as a value; whom a role trusts stays in its line. */
function withBlocks(text, blocks) {
  return text
    .replaceAll(/"\{\{trust-([a-z.-]+)\}\}"/g, (_, service) => trustOf(service))
    .replaceAll(/^( *)\{\{([a-z-]+)\}\}$/gm, (_, indent, name) => indented(blocks[name], indent))
    .replaceAll(/^( *)(\w+:) "\{\{([a-z-]+)\}\}"$/gm, (_, indent, key, name) => {
      return `${indent}${key}\n${indented(blocks[name], `${indent}  `)}`;
    });
}

/** A service may assume the role for this account alone. */
function trustOf(service) {
  const condition = '{StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}';
  const statement = `{Effect: Allow, Principal: {Service: ${service}}, Action: sts:AssumeRole, Condition: ${condition}}`;
  return `{Version: "2012-10-17", Statement: [${statement}]}`;
}

function yamlOf(node) {
  return new Document(node).toString(COMPACT);
}

/** A line a state. */
function machineText({ States: states, ...machine }) {
  const lines = Object.entries(states).map(([name, state]) => `${JSON.stringify(name)}:${JSON.stringify(state)}`);
  return `${JSON.stringify(machine).slice(0, -1)},"States":{\n${lines.join(',\n')}\n}}`;
}

function indented(block, indent) {
  return block
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line}`))
    .join('\n');
}
