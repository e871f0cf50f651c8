/** Bodies of completed reports as IAM may write them: any names, uses, order of elements and line breaks. */
import * as fc from 'fast-check';

const known = [
  's3',
  'Amazon S3',
  'a&b',
  '<script>',
  "it's",
  '"quoted"',
  '👩‍💻',
  '\u202e',
  'tail ',
  'a\nb',
  '=cmd|x',
  '0',
  '1e3',
];
const text = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...known) },
  { weight: 40, arbitrary: fc.stringMatching(/^[!-~][ -~]{0,11}$/) },
  fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }),
);
const time = fc
  .date({ min: new Date(0), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .chain((date) => fc.constantFrom(date.toISOString(), date.toISOString().replace(/\.\d+/, '')));
const use = fc.option(fc.record({ time, region: fc.option(text), entity: fc.option(text) }));
const action = fc.record({ name: text, use });
const service = fc.record({
  namespace: text,
  name: fc.option(text),
  entities: fc.option(fc.oneof({ weight: 20, arbitrary: fc.nat(9) }, fc.nat())),
  use,
  actions: fc.uniqueArray(action, { selector: ({ name }) => name, maxLength: 4 }),
  order: fc.infiniteStream(fc.nat(1000)),
});
type Service = typeof service extends fc.Arbitrary<infer T> ? T : never;
type Use = typeof use extends fc.Arbitrary<infer T> ? T : never;

export const reportXml: fc.Arbitrary<string> = fc
  .record({
    services: fc.uniqueArray(service, { selector: ({ namespace }) => namespace, maxLength: 5 }),
    blank: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('', '\n', '\n\t  ') }, fc.constantFrom('\r\n', ' ')),
    isLast: fc.boolean(),
    listFirst: fc.boolean(),
    declared: fc.boolean(),
  })
  .map(({ services, blank, isLast, listFirst, declared }) => {
    const list = lines(
      'ServicesLastAccessed',
      services.map((one) => lines('member', parts(one, blank), blank)),
      blank,
    );
    const rest = [
      element('JobStatus', 'COMPLETED'),
      element('JobType', 'ACTION_LEVEL'),
      element('JobCreationDate', '2026-09-27T18:12:59.368Z'),
      element('JobCompletionDate', '2026-09-27T18:13:04.285Z'),
      element('IsTruncated', String(!isLast)),
      ...(isLast ? [] : [element('Marker', 'EXAMPLE')]),
    ];
    const result = lines('GetServiceLastAccessedDetailsResult', listFirst ? [list, ...rest] : [...rest, list], blank);
    const metadata = '<ResponseMetadata><RequestId>29f47818-99f5-11e1-a4c3-27EXAMPLE804</RequestId></ResponseMetadata>';
    const opening = '<GetServiceLastAccessedDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">';
    const declaration = declared ? '<?xml version="1.0" encoding="UTF-8"?>\n' : '';
    return `${declaration}${opening}${blank}${result}${metadata}</GetServiceLastAccessedDetailsResponse>`;
  });

function parts({ namespace, name, entities, use, actions, order }: Service, blank: string): string[] {
  const members = actions.map((one) => {
    const elements = [element('ActionName', one.name), ...used(one.use, 'LastAccessedTime', 'LastAccessed')];
    return lines('member', shuffled(elements, order), blank);
  });
  return shuffled(
    [
      element('ServiceNamespace', namespace),
      ...(name === null ? [] : [element('ServiceName', name)]),
      ...(entities === null ? [] : [element('TotalAuthenticatedEntities', String(entities))]),
      ...used(use, 'LastAuthenticated', 'LastAuthenticated'),
      ...(members.length === 0 ? [] : [lines('TrackedActionsLastAccessed', members, blank)]),
    ],
    order,
  );
}

function used(use: Use, timeName: string, prefix: string): string[] {
  if (use === null) return [];
  return [
    element(timeName, use.time),
    ...(use.region === null ? [] : [element(`${prefix}Region`, use.region)]),
    ...(use.entity === null ? [] : [element(`${prefix}Entity`, use.entity)]),
  ];
}

function shuffled(elements: readonly string[], order: Iterator<number>): string[] {
  const keyed = elements.map((text) => ({ text, key: order.next().value as number }));
  return keyed.sort((a, b) => a.key - b.key).map((one) => one.text);
}

function lines(name: string, elements: readonly string[], blank: string): string {
  return `<${name}>${[...elements.map((text) => blank + text), blank].join('')}</${name}>`;
}

function element(name: string, value: string): string {
  return `<${name}>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</${name}>`;
}
