/** Who is in each account of the example organization, and what they are granted. */
import type { Cast, Site } from '../world/draft.js';
import { dataPlatform } from './data-platform.js';
import { everywhere } from './everywhere.js';
import { paymentsProduction } from './payments.js';
import { paymentsStaging } from './payments-staging.js';
import { management, sandbox } from './people.js';
import { networkHub, platformCi } from './platform.js';
import { type PartialCast, type Scene, sceneOf } from './scene.js';
import { logArchive, securityAudit } from './security.js';
import { storefront } from './storefront.js';

const PARTS: Readonly<Record<Scene['name'], (scene: Scene) => PartialCast>> = {
  'company-management': management,
  'security-audit': securityAudit,
  'log-archive': logArchive,
  'platform-ci': platformCi,
  'network-hub': networkHub,
  'payments-prod': paymentsProduction,
  'payments-staging': paymentsStaging,
  'storefront-prod': storefront,
  'data-platform-prod': dataPlatform,
  'data-platform-staging': dataPlatform,
  'sandbox-research': sandbox,
  'legacy-crm': () => ({}),
};

/** The cast of an account as of one day: nobody is there before being created. */
export function exampleCast(site: Site): Cast {
  const scene = sceneOf(site);
  const parts = [everywhere(scene), PARTS[scene.name](scene)];
  return {
    drafts: parts.flatMap(({ drafts = [] }) => drafts).filter(({ createdAt }) => createdAt < site.asOf),
    groups: parts.flatMap(({ groups = [] }) => groups),
    policies: parts.flatMap(({ policies = [] }) => policies),
  };
}
