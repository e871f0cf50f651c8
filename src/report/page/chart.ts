/** A trend over the snapshots: a chart, with its table behind it. */
import uPlot from 'uplot';
import { type Child, h } from './dom.js';
import { named } from './figure.js';
import { table } from './list/table.js';
import { count } from './words.js';

export interface Series {
  readonly title: string;
  /** What its values are called: see figure.ts. */
  readonly number: string;
  /** One a snapshot; null is a gap in the line: not known. */
  readonly values: readonly (number | null)[];
  /** CSS variable of its colour. */
  readonly colour: '--used' | '--unused' | '--dormant';
  /** Told apart by more than colour. */
  readonly dash?: readonly number[];
}

export interface Trend {
  readonly title: string;
  readonly note: readonly Child[];
  readonly dates: readonly string[];
  readonly series: readonly Series[];
  /** Of the values, such as `%`. */
  readonly unit?: string;
}

const CHART_HEIGHT = 190;
/** A line between so many dates would show a slope and no trend. */
const TWO = 2;

export function trend({ title, note, dates, series, unit = '' }: Trend): HTMLElement {
  const words = series
    .map(({ title: name, values }) => `${name}: ${valueText(values.at(-1) ?? null, unit)}`)
    .join('; ');
  const plot = h('div', { class: 'plot', role: 'img', 'aria-label': `${title}. At ${dates.at(-1)}: ${words}.` });
  const figures = table(
    title,
    [
      { title: 'Snapshot', cell: (at: number) => dates[at] ?? '' },
      ...series.map(({ title: name, number, values }) => ({
        title: name,
        cell: (at: number) => named(number, dates[at] ?? '', valueText(values[at] ?? null, unit)),
        isNumber: true,
      })),
    ],
    dates.map((_, at) => at),
  );
  const legend = h('ul', { class: 'legend' }, ...series.map(legendEntry));
  const isTrend = dates.length > TWO;
  if (isTrend) requestAnimationFrame(() => draw(plot, { dates, series, unit }));
  return h(
    'figure',
    {},
    h('figcaption', {}, h('h3', {}, title), h('p', {}, ...note)),
    ...(isTrend
      ? [legend, plot]
      : [h('p', { class: 'quiet' }, 'Three snapshots make a trend; these are the figures so far.')]),
    h('details', { open: !isTrend }, h('summary', {}, 'The figures'), figures),
  );
}

function legendEntry({ title, colour, dash }: Series): HTMLElement {
  const mark = h('span', { class: dash ? 'mark dashed' : 'mark', 'aria-hidden': 'true' });
  mark.style.borderColor = `var(${colour})`;
  return h('li', {}, mark, title);
}

function valueText(value: number | null, unit: string): string {
  return value === null ? 'not known' : `${unit === '%' ? value.toFixed(1) : count(value)}${unit}`;
}

type Drawn = Required<Pick<Trend, 'dates' | 'series' | 'unit'>>;

function draw(place: HTMLElement, drawn: Drawn): void {
  if (!place.isConnected) return;
  const { dates, series } = drawn;
  const days = dates.map((date) => Date.parse(`${date}T00:00:00Z`) / 1000);
  const chart = new uPlot(optionsOf(place, days, drawn), [days, ...series.map(({ values }) => [...values])], place);
  const fit = new ResizeObserver(() => {
    if (place.clientWidth > 0) chart.setSize({ width: place.clientWidth, height: CHART_HEIGHT });
  });
  fit.observe(place);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const recolour = (): void => {
    scheme.removeEventListener('change', recolour);
    fit.disconnect();
    chart.destroy();
    draw(place, drawn);
  };
  scheme.addEventListener('change', recolour);
}

function optionsOf(place: HTMLElement, days: readonly number[], { dates, series, unit }: Drawn): uPlot.Options {
  const styles = getComputedStyle(document.documentElement);
  const colourOf = (name: string): string => styles.getPropertyValue(name).trim();
  const axis = { stroke: colourOf('--quiet'), grid: { stroke: colourOf('--line'), width: 1 }, ticks: { show: false } };
  const most = Math.max(1, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return {
    width: place.clientWidth,
    height: CHART_HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { show: false },
    padding: [10, 34, 0, 4],
    scales: { y: { range: [0, unit === '%' ? 100 : most * 1.1] } },
    axes: [
      {
        ...axis,
        size: 30,
        splits: () => spread(days, place.clientWidth),
        values: (_, at) => at.map((second) => dates[days.indexOf(second)] ?? ''),
      },
      { ...axis, size: 58, values: (_, at) => at.map((value) => `${count(value)}${unit}`) },
    ],
    series: [
      {},
      ...series.map(({ title, colour, dash }) => ({
        label: title,
        stroke: colourOf(colour),
        width: 2,
        spanGaps: false,
        ...(dash ? { dash: [...dash] } : {}),
        points: { show: true, size: 7, fill: colourOf(colour) },
      })),
    ],
  };
}

/** As many of the dates as have room for their labels, the last always among them. */
function spread(days: readonly number[], width: number): number[] {
  const step = Math.ceil(days.length / Math.max(2, Math.floor(width / 110)));
  return days.filter((_, at) => (days.length - 1 - at) % step === 0);
}
