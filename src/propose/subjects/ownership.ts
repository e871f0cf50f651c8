/** Whether something else writes a document, and would write it back: told by names, paths and tags. */

const SIGNS: readonly (readonly [owner: string, name: RegExp])[] = [
  ['CloudFormation', /-[0-9A-Z]{12,13}$/],
  ['Control Tower', /^(aws-controltower|AWSControlTower)/i],
  ['CDK', /^cdk-/],
  ['a StackSet', /^StackSet-/],
  ['Terraform', /^terraform-|-?\d{26}$/],
];
const TAGS: readonly (readonly [owner: string, key: RegExp, value: RegExp])[] = [
  ['CloudFormation', /^aws:cloudformation:/i, /./],
  ['Terraform', /^terraform/i, /./],
  ['Terraform', /^(managed-?by|created-?by|provisioner)$/i, /terraform|opentofu/i],
  ['CDK', /^(managed-?by|created-?by|provisioner)$/i, /cdk/i],
  ['CloudFormation', /^(managed-?by|created-?by|provisioner)$/i, /cloudformation/i],
];
const PATHS: readonly (readonly [owner: string, path: RegExp])[] = [
  ['CloudFormation', /\/cloudformation\//i],
  ['Control Tower', /\/aws-?controltower/i],
  ['Terraform', /\/terraform\//i],
];

export interface Named {
  readonly name: string;
  readonly path: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** What seems to own it; undefined: no sign of another owner. */
export function ownerOf({ name, path, tags = {} }: Named): string | undefined {
  const byName = SIGNS.find(([, sign]) => sign.test(name))?.[0];
  const byPath = PATHS.find(([, sign]) => sign.test(path))?.[0];
  const byTag = Object.entries(tags).flatMap(([key, value]) =>
    TAGS.filter(([, ofKey, ofValue]) => ofKey.test(key) && ofValue.test(value)).map(([owner]) => owner),
  )[0];
  return byTag ?? byPath ?? byName;
}
