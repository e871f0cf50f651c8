/** Charts of figures against action rows: panels side by side, both axes logarithmic, as an SVG for light and dark pages. */

export interface Panel {
  readonly title: string;
  readonly points: readonly Point[];
  /** What the points are checked against, a dashed line. */
  readonly guide: { readonly label: string; readonly at: (x: number) => number };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where an axis begins and ends, as powers of ten. */
type Decades = readonly [from: number, to: number];

interface Scale {
  readonly decades: Decades;
  /** The place of a value, pixels. */
  at(value: number): number;
}

const [panelWidth, panelHeight] = [420, 320];
const margin = { left: 56, right: 24, top: 40, bottom: 48 };

const style = `
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .title { font-size: 14px; font-weight: 600; fill: #24292f }
  .value { fill: #24292f }
  .grid { stroke: #8c959f; stroke-opacity: .3 }
  .guide { stroke: #8c959f; stroke-dasharray: 4 4 }
  .line { stroke: #0969da; stroke-width: 2; fill: none }
  .point { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 }
    .title, .value { fill: #f0f6fc }
    .line { stroke: #4493f8 }
    .point { fill: #4493f8 }
  }
`;

export function chart(panels: readonly Panel[]): string {
  const width = panels.length * panelWidth;
  const drawn = panels.map((panel, at) => `<g transform="translate(${at * panelWidth} 0)">${drawnPanel(panel)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panelHeight}" width="${width}" height="${panelHeight}" role="img">
<title>${panels.map(({ title }) => title).join('; ')}, against action rows</title>
<style>${style}</style>
${drawn.join('\n')}
</svg>
`;
}

function drawnPanel({ title, points, guide }: Panel): string {
  const x = scaleOf(
    points.map((point) => point.x),
    [margin.left, panelWidth - margin.right],
  );
  const guided = points.map((point) => ({ x: point.x, y: guide.at(point.x) }));
  const ys = [...points, ...guided].map((point) => point.y);
  const y = scaleOf(ys, [panelHeight - margin.bottom, margin.top]);
  const path = (of: readonly Point[]) => of.map((point) => `${px(x.at(point.x))},${px(y.at(point.y))}`).join(' ');
  const [first] = guided as [Point];
  return [
    text('title', margin.left, 20, title),
    ...grid(x, y),
    text('', (margin.left + panelWidth - margin.right) / 2, panelHeight - 8, 'action rows', 'middle'),
    `<polyline class="guide" fill="none" points="${path(guided)}"/>`,
    text('', x.at(first.x) + 8, y.at(first.y) + 16, guide.label),
    `<polyline class="line" points="${path(points)}"/>`,
    ...points.map((point) => `<circle class="point" r="4" cx="${px(x.at(point.x))}" cy="${px(y.at(point.y))}"/>`),
    ...points.map((point) => text('value', x.at(point.x), y.at(point.y) + 20, short(point.y), 'middle')),
  ].join('\n');
}

/** Whole decades around the values, over these pixels. */
function scaleOf(values: readonly number[], [start, end]: readonly [number, number]): Scale {
  const logs = values.map(Math.log10);
  const [from, to] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  return { decades: [from, to], at: (value) => start + ((Math.log10(value) - from) / (to - from)) * (end - start) };
}

function grid(x: Scale, y: Scale): string[] {
  const [left, right, top, bottom] = [margin.left, panelWidth - margin.right, margin.top, panelHeight - margin.bottom];
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `<line class="grid" x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}"/>`;
  return [
    ...ticks(x).flatMap((tick) => [
      line(x.at(tick), top, x.at(tick), bottom),
      text('', x.at(tick), bottom + 18, short(tick), 'middle'),
    ]),
    ...ticks(y).flatMap((tick) => [
      line(left, y.at(tick), right, y.at(tick)),
      text('', left - 8, y.at(tick) + 4, short(tick), 'end'),
    ]),
  ];
}

function ticks({ decades: [from, to] }: Scale): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => 10 ** (from + at));
}

function text(kind: string, x: number, y: number, content: string, anchor = 'start'): string {
  return `<text class="${kind}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${content}</text>`;
}

/** Such as 0.1, 42, 512, 10 k, 50 M. */
function short(value: number): string {
  if (value >= 1e6) return `${rounded(value / 1e6)} M`;
  if (value >= 1e4) return `${rounded(value / 1e3)} k`;
  return rounded(value);
}

function rounded(value: number): string {
  return String(value >= 10 ? Math.round(value) : Number(value.toPrecision(2)));
}

function px(value: number): string {
  return value.toFixed(1);
}
