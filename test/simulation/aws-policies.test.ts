/** The policies of AWS that the demo has: AWS's texts where the corpus of the tests has them. */
import { expect, it, test } from 'vitest';
import { readCatalog } from '../../src/simulation/world/catalog.js';
import { awsDocuments } from '../../src/simulation/world/policies/aws-documents.js';
import { managedPolicies } from '../propose/managed-policies.js';

const documents = awsDocuments(readCatalog({ newer: false, notYetTracked: 0 }), 'example');
const corpus = new Map(managedPolicies().map(({ name, text }) => [name, JSON.parse(text)]));
/** Those of service-linked roles aside, from which nobody takes anything. */
const both = [...documents.keys()].filter((name) => corpus.has(name) && !name.startsWith('aws-service-role/'));

it('has some of them', () => expect(both).toEqual(expect.arrayContaining(['ReadOnlyAccess', 'SecurityAudit'])));

test.each(both)('%s is the text of AWS', (name) => {
  expect(JSON.parse(documents.get(name) as string)).toEqual(corpus.get(name));
});

it('says everything as AWS does: the corpus lacks AdministratorAccess and PowerUserAccess', () => {
  expect(['AdministratorAccess', 'PowerUserAccess'].filter((name) => corpus.has(name))).toEqual([]);
  expect(JSON.parse(documents.get('AdministratorAccess') as string).Statement).toEqual([
    { Effect: 'Allow', Action: '*', Resource: '*' },
  ]);
});
