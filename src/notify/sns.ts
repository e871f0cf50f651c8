/** A message to a topic of SNS. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { sharedHandler } from '../aws/clients.js';
import { codeOf, isOfCredentials, kindOf, reasonOf } from '../aws/failure.js';
import { Interrupted, UserError } from '../model/errors.js';

export interface Message {
  readonly subject: string;
  readonly text: string;
}

/** Throttling comes in bursts; the SDK waits between attempts. */
const MAX_ATTEMPTS = 4;

/** SNS API Reference, Publish: up to 100 characters of ASCII, no line break or control character, none of them at its beginning blank. */
const LONGEST_SUBJECT = 100;

/**
 * Publishes once, with the credentials of the default chain; the endpoint may come from AWS_ENDPOINT_URL_SNS. A UserError
 * where the topic did not take it: what was said before stays true.
 */
export async function publish(topicArn: string, { subject, text }: Message, signal: AbortSignal): Promise<void> {
  const handler = sharedHandler();
  const client = new SNSClient({
    region: regionOf(topicArn),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: handler,
    customUserAgent: [['access-lake']],
  });
  try {
    const command = new PublishCommand({ TopicArn: topicArn, Subject: plainSubject(subject), Message: text });
    await client.send(command, { abortSignal: signal });
  } catch (error) {
    if (signal.aborted) throw new Interrupted('The message may not have been sent');
    throw undelivered(topicArn, error);
  } finally {
    client.destroy();
    handler.destroy();
  }
}

function regionOf(topicArn: string): string {
  return topicArn.split(':')[3] as string;
}

/** Whatever SNS does not take in a subject becomes a question mark. */
export function plainSubject(subject: string): string {
  return subject
    .replaceAll(/[^ -~]/gu, '?')
    .trim()
    .slice(0, LONGEST_SUBJECT);
}

function undelivered(topicArn: string, error: unknown): unknown {
  if (error instanceof TypeError) return error;
  return new UserError(`Cannot notify "${topicArn}": ${reasonOf(error)}.`, { hint: hintOf(error), cause: error });
}

function hintOf(error: unknown): string {
  if (isOfCredentials(error)) return 'Sign in again: the AWS credentials are missing, wrong or expired.';
  const code = codeOf(error);
  if (kindOf(error) === 'denied' || /^AuthorizationError/.test(code)) {
    return 'The caller needs sns:Publish on the topic, as in deploy/hub-policy.json; an encrypted topic also needs its key.';
  }
  if (/^KMS/.test(code)) return 'The key of the topic must admit the caller: kms:Decrypt and kms:GenerateDataKey.';
  if (/^NotFound/.test(code)) return 'Give the ARN of an existing topic.';
  if (kindOf(error) === 'throttled') return 'SNS is busy with other messages of this account: try again later.';
  return 'The digest is printed anyway. Check the network, then try again.';
}
