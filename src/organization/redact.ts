/** Policies hold the external id in clear, and errors may; a lake is read by more people than may know it. */

/** What is in a document in the place of the external id. */
const REDACTED = '***';

/** Takes the external id out of policy documents, wherever a JSON string is just that. */
export function externalIdRedactor(externalId: string | undefined): (document: string) => string {
  if (externalId === undefined) return (document) => document;
  const secret = JSON.stringify(externalId);
  const escaped = secret.replaceAll('/', '\\/'); // as JSON may write a slash
  const redacted = JSON.stringify(REDACTED);
  return (document) => document.replaceAll(secret, redacted).replaceAll(escaped, redacted);
}

/** A service's sentence without the external id, should it say what it was asked with. */
export function withoutExternalId(sentence: string, externalId: string | undefined): string {
  return externalId === undefined ? sentence : sentence.replaceAll(externalId, REDACTED);
}
