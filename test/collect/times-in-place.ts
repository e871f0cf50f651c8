const SERVICE = 'GetServiceLastAccessedDetailsResponse/GetServiceLastAccessedDetailsResult/ServicesLastAccessed/member';
const PLACES = [`${SERVICE}/LastAuthenticated`, `${SERVICE}/TrackedActionsLastAccessed/member/LastAccessedTime`];

interface Open {
  readonly name: string;
  readonly children: Set<string>;
}

/**
 * The times of a report where IAM writes them, ms since 1970. None where the body is not of elements alone,
 * each closed by its name and, but for members, once in its parent: such a body is no report, and what the
 * SDK's parser makes of it is not told by its form.
 */
export function timesInPlace(body: string): number[] {
  const times: number[] = [];
  const open: Open[] = [{ name: '', children: new Set() }];
  let isLeaf = false;
  for (const [, tag = '', text = ''] of body.matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (!/^\/?\w+( xmlns="[^"]*")?\/?$/.test(tag)) return [];
    const name = /\w+/.exec(tag)?.[0] ?? '';
    const path = [...open.slice(1).map((one) => one.name), name].join('/');
    if (tag.startsWith('/')) {
      if (open.pop()?.name !== name || text.trim() !== '') return [];
      isLeaf = false;
      continue;
    }
    const parent = open.at(-1)?.children;
    if (parent?.has(name) && name !== 'member') return [];
    parent?.add(name);
    if (isLeaf) return [];
    if (tag.endsWith('/')) {
      if (text.trim() !== '') return [];
      continue;
    }
    open.push({ name, children: new Set() });
    isLeaf = text.trim() !== '';
    if (isLeaf && PLACES.includes(path)) times.push(Date.parse(text.trim()));
  }
  return open.length === 1 ? times : [];
}
