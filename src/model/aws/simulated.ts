/** IDs of simulated organizations: a lake says by them that nobody's organization is in it. */

/** Longer than the IDs that AWS gives (`o-` and ten characters), but of their form. */
const PREFIX = 'o-simulated';

/** `suffix`: lower-case letters and digits. */
export function simulatedOrganizationId(suffix: string): string {
  return `${PREFIX}${suffix}`;
}

export function isSimulatedOrganization(organizationId: string): boolean {
  return organizationId.startsWith(PREFIX);
}
