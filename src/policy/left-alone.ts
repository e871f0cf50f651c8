/**
 * What is there for restoring, recovery, incidents and configuration: documents of AWS, roles by the service that they trust,
 * and services.
 */
import { matchesAction } from './pattern.js';
import { likeOf, listView, type ReasonedPattern, readRows } from './pattern-list.js';

interface LeftAlone {
  /** ARNs of policies of AWS, those for emergencies among them. */
  readonly documents: readonly ReasonedPattern[];
  /** ARNs of policies of AWS for restoring, disasters and incidents. */
  readonly emergencies: readonly ReasonedPattern[];
  /** Services that a trust policy names, such as `backup.amazonaws.com`. */
  readonly trusts: readonly ReasonedPattern[];
  /** Those that run what a customer wrote: only that may need less than what AWS grants for the service itself. */
  readonly workloads: readonly ReasonedPattern[];
  /** Prefixes of IAM, such as `ssm-incidents`. */
  readonly services: readonly ReasonedPattern[];
}

let read: LeftAlone | undefined;

/** A customer's own roles and policies below the path /service-role/ are not among them: the console puts every Lambda's there. */
function readLeftAlone(): LeftAlone {
  const rows = readRows<[string, string, string]>(new URL('./left-alone.tsv', import.meta.url));
  const of = (asked: string): ReasonedPattern[] =>
    rows.flatMap(([kind, pattern, reason]) => (kind === asked ? [{ pattern, reason }] : []));
  const emergencies = of('emergency');
  return {
    ...{ documents: [...of('document'), ...emergencies], emergencies },
    ...{ trusts: of('trust'), workloads: of('workload'), services: of('service') },
  };
}

/** Why a policy is left alone, as the end of a sentence about it; undefined: it is not. */
export function documentLeftAlone(arn: string): string | undefined {
  read ??= readLeftAlone();
  return read.documents.find(({ pattern }) => matchesAction(pattern, arn))?.reason;
}

/** Policies of AWS for restoring, disasters and incidents, by patterns of their ARNs. */
export function emergencyPoliciesOfAws(): readonly ReasonedPattern[] {
  read ??= readLeftAlone();
  return read.emergencies;
}

/** Why a role is left alone that trusts the service; undefined: it is not. `released`: patterns that count no more. */
export function trustLeftAlone(service: string, released: readonly string[]): string | undefined {
  read ??= readLeftAlone();
  const counting = read.trusts.filter(({ pattern }) => !released.includes(pattern));
  return counting.find(({ pattern }) => matchesAction(pattern, service))?.reason;
}

/** Whether a role that trusts the service keeps the policies of AWS: it does what AWS wrote them for. */
export function keepsPoliciesOfAws(service: string): boolean {
  read ??= readLeftAlone();
  return !read.workloads.some(({ pattern }) => matchesAction(pattern, service));
}

/** Whether a service, by its prefix, is there for an incident or a recovery. */
export function isForRecovery(service: string): boolean {
  read ??= readLeftAlone();
  return read.services.some(({ pattern }) => matchesAction(pattern, service));
}

/** The services as a view, for SQL reads no files. */
export function idleByTrustView(): string {
  read ??= readLeftAlone();
  return listView(
    'idle_by_trust',
    `-- Services whose roles are idle by design: where lower(trusted) LIKE trusted_pattern ESCAPE '!' of those that a trust policy
-- allows. Made from src/policy/left-alone.tsv by \`npm run generate\`.
-- Grain: trusted_pattern.`,
    ['name', 'trusted_pattern', 'reason'],
    read.trusts.map(({ pattern, reason }) => [
      pattern,
      likeOf(`service:${pattern}`),
      `trusts a service that ${reason}`,
    ]),
  );
}
