/** What the service does right now, from the difference between two snapshots: rates, quantiles, shares. */
import { lines, nice, stacks } from './charts.js';

const POINTS = 120;
const QUANTILES = [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]];
const sum = values => values.reduce((total, value) => total + value, 0);
const count = value => value.toLocaleString('en', { maximumFractionDigits: 0 });
const rate = value => value >= 100 ? count(value) : value.toFixed(1);
const millis = seconds => seconds === null ? '–' : (1000 * seconds >= 100 ? (1000 * seconds).toFixed(0) : (1000 * seconds).toFixed(1)) + ' ms';

/** A quantile from the counts of buckets, by their upper bounds; within the bucket in proportion. */
export const quantile = (bounds, counts, share) => {
  const all = sum(counts);
  if (all === 0) return null;
  let left = share * all;
  for (let i = 0; i < counts.length; i++) {
    if (left <= counts[i] && counts[i] > 0) {
      const low = i === 0 ? 0 : bounds[i - 1];
      const high = bounds[i] ?? low;
      return low + (high - low) * left / counts[i];
    }
    left -= counts[i];
  }
  return bounds.at(-1);
};

export class Live {
  constructor(byId, element) {
    this.byId = byId;
    this.element = element;
    this.points = [];
  }

  add(state) {
    const before = this.last;
    this.last = state;
    this.counts(state);
    if (!before || before.bundle !== state.bundle || state.millis <= before.millis) return;
    const seconds = (state.millis - before.millis) / 1000;
    const answered = state.answered.map((one, i) => Math.max(0, one.count - before.answered[i].count));
    const all = sum(answered);
    const buckets = state.latency.counts.map((value, i) => Math.max(0, value - before.latency.counts[i]));
    this.points.push({
      rate: all / seconds,
      deadLetters: Math.max(0, state.deadLetters - before.deadLetters) / seconds,
      shares: answered.map(one => all ? one / all : null),
      quantiles: QUANTILES.map(([, share]) => quantile(state.latency.bounds, buckets, share))
    });
    if (this.points.length > POINTS) this.points.shift();
    this.draw(state.answered.map(one => one.stage));
  }

  draw(stages) {
    const { points, byId } = this;
    const now = points.at(-1);
    const padded = [...Array(POINTS - points.length).fill(null), ...points];
    const over = pick => padded.map(point => point === null ? null : pick(point));

    const top = nice(Math.max(1, ...points.map(point => point.rate)));
    lines(byId('rate-chart'), [
      { className: 'c0', values: over(point => point.rate), area: true },
      { className: 'cbad', values: over(point => point.deadLetters) }
    ], top, `Answers a second over two minutes, now ${rate(now.rate)}`);
    byId('rate').textContent = rate(now.rate);
    this.legend('rate-legend', [['c0', 'answers'], ['cbad', `dead letters ${rate(now.deadLetters)}`]], `up to ${count(top)}`);

    const slowest = nice(Math.max(0.001, ...points.flatMap(point => point.quantiles.filter(value => value !== null))));
    lines(byId('latency-chart'), QUANTILES.map((_, q) => ({ className: 'q' + q, values: over(point => point.quantiles[q]) })),
      slowest, `Latency over two minutes, p99 now ${millis(now.quantiles[2])}`);
    byId('latency').textContent = millis(now.quantiles[2]);
    this.legend('latency-legend', QUANTILES.map(([name], q) => ['q' + q, `${name} ${millis(now.quantiles[q])}`]), `up to ${millis(slowest)}`);

    stacks(byId('share-chart'), stages.map((_, i) => ({ className: 'c' + i, values: over(point => point.shares[i]) })),
      'Share of each stage in the answers over two minutes');
    const share = value => value === null ? '–' : (100 * value).toFixed(0) + ' %';
    byId('share').textContent = share(now.shares[0] ?? null);
    this.legend('share-legend', stages.map((stage, i) => ['c' + i, `${stage} ${share(now.shares[i])}`]));
  }

  legend(id, keys, note) {
    const key = ([className, text]) => this.element('span', { className: 'key ' + className },
      this.element('i', { 'aria-hidden': 'true' }), this.element('span', { text }));
    this.byId(id).replaceChildren(...keys.map(key), ...(note ? [this.element('span', { text: note })] : []));
  }

  counts(state) {
    const rows = [
      ['answered', count(sum(state.answered.map(one => one.count)))],
      ['escalated', count(state.escalated)],
      ['abstained', count(state.abstained)],
      ['late', count(state.late)],
      ['dead letters', count(state.deadLetters)],
      ['in flight', count(state.inFlight)],
      ['work waiting', millis(state.backlogSeconds)]
    ];
    this.byId('counts').replaceChildren(...rows.map(([name, value]) =>
      this.element('div', {}, this.element('dt', { text: name }), this.element('dd', { text: value }))));
  }
}
