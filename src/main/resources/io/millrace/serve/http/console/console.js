/** The console: asks the service for a snapshot each second, and for one text when told to. Texts are set as text, never as markup. */
import { Live } from './live.js';
import { reliability } from './charts.js';

const POLL_MS = 1000;
const byId = id => document.getElementById(id);
const element = (name, { text, className, ...attributes } = {}, ...children) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
};
const percent = (share, digits = 0) => (100 * share).toFixed(digits) + ' %';
const millis = ms => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0)) + ' ms';
const readable = label => label.replaceAll('_', ' ');

/* Ask */

const gauge = step => {
  const bar = element('i');
  bar.style.width = `${100 * step.sureness}%`;
  const tick = element('b');
  tick.style.left = `${100 * Math.min(1, step.threshold)}%`;
  return element('div', {
    className: 'gauge', role: 'img',
    'aria-label': `sureness ${step.sureness.toFixed(2)}, threshold ${step.threshold.toFixed(2)}`
  }, bar, tick);
};

const asked = (step, place) => element('li', { className: `step s${place}` },
  element('h3', { text: step.stage }, element('span', { text: millis(step.queueMs + step.serviceMs) })),
  element('p', { className: 'says' }, element('strong', { text: readable(step.label) }), ` ${percent(step.confidence, 1)}`),
  gauge(step),
  element('p', {
    text: step.accepted
      ? `accepted: ${step.sureness.toFixed(3)} is at least the threshold ${step.threshold.toFixed(3)}`
      : `deferred: ${step.sureness.toFixed(3)} is below the threshold ${step.threshold.toFixed(3)}`
  }),
  element('p', { className: 'soft', text: `${millis(step.queueMs)} in the queue, ${millis(step.serviceMs)} in the engine` }));

const idle = stage => element('li', { className: 'step idle' },
  element('h3', { text: stage }, element('span', { text: 'not asked' })),
  element('p', { text: 'Whatever answered before it was sure enough.' }));

const verdict = ({ outcome, stage, timings }) => ({
  accepted: `answered by ${stage} in ${millis(timings.totalMs)}`,
  abstained: `no stage was sure enough, after ${millis(timings.totalMs)}`,
  late: `too late, after ${millis(timings.totalMs)}`,
  cached: `known from a repeat, in ${millis(timings.totalMs)}`
})[outcome] ?? outcome;

const show = (text, { prediction, path, stages }) => {
  byId('asked').textContent = text;
  byId('label').textContent = prediction.label === null ? 'no answer' : readable(prediction.label);
  byId('summary').textContent = verdict(prediction);
  const answers = new Map(path.map(step => [step.stage, step]));
  byId('path').replaceChildren(...stages.map((stage, place) =>
    answers.has(stage) ? asked(answers.get(stage), place) : idle(stage)));
  byId('answer').hidden = false;
};

const complain = message => {
  byId('problem').textContent = message;
  byId('problem').hidden = message === '';
};

const ask = async event => {
  event.preventDefault();
  const text = byId('text').value;
  complain('');
  try {
    const response = await fetch('console/ask', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text })
    });
    const answer = await response.json();
    if (response.ok) {
      show(text, answer);
    } else {
      byId('answer').hidden = true;
      complain(answer.detail);
    }
  } catch {
    complain('The service does not answer.');
  }
};

/* Tables */

const table = (id, heads, rows, empty) => {
  const head = element('tr', {}, ...heads.map(([name, className]) => element('th', { text: name, scope: 'col', className })));
  const body = rows.length
    ? rows.map(row => element('tr', {}, ...row.map((value, i) => element('td', {
        text: typeof value === 'object' ? value.text : value, className: [heads[i][1], value.className].filter(Boolean).join(' ')
      }))))
    : [element('tr', {}, element('td', { text: empty, className: 'empty', colspan: heads.length }))];
  byId(id).replaceChildren(element('thead', {}, head), element('tbody', {}, ...body));
};

const predictions = state => table('recent',
  [state.showsTexts ? ['utterance', 'wide'] : ['event'], ['label', 'wide'], ['confidence', 'number'], ['stage'], ['outcome'], ['time', 'number']],
  state.recent.map(one => [
    one.text ?? one.id, one.label === null ? '–' : readable(one.label), one.confidence.toFixed(2), one.stage ?? '–',
    { text: one.outcome, className: 'outcome-' + one.outcome }, millis(one.totalMs)]),
  'None yet.');

const deadLetters = state => table('rejected',
  [['record'], ['kind'], ['reason', 'wide']],
  state.rejected.map(one => [one.place, readable(one.kind), one.message]),
  'None. Events that can never be answered would stand here.');

/* Bundle */

const promise = ({ maxDrop, delta, bound, sampleSize }) =>
  `With probability ${percent(1 - delta)} its accuracy is at most ${(100 * maxDrop).toFixed(1)} points below the last stage's alone; `
  + `${(100 * bound).toFixed(2)} points were proved on ${sampleSize.toLocaleString('en')} utterances.`;

const plot = ({ name, reliability: bins }, place) => {
  const chart = element('div', { className: 'chart' });
  reliability(chart, bins, 'c' + place, `Reliability of ${name}: on the diagonal, confidence is the chance of being right`);
  return element('figure', {}, element('figcaption', { text: `Is ${name} right as often as it says?` }), chart);
};

const bundle = async () => {
  const card = await (await fetch('console/bundle')).json();
  byId('bundle-name').textContent = card.name;
  byId('bundle-summary').textContent = `${card.stages.length} stages, ${card.labels.length} labels`;
  byId('promise').textContent = card.calibration ? promise(card.calibration) : 'Nothing was proved of this bundle.';
  table('stages', [['stage'], ['threshold', 'number'], ['compares'], ['temperature', 'number']],
    card.stages.map(stage => [stage.name, stage.threshold.toFixed(3), stage.function, stage.temperature.toFixed(3)]), 'None.');
  byId('reliability').replaceChildren(...card.stages.flatMap((stage, place) => stage.reliability.length ? [plot(stage, place)] : []));
  byId('labels').replaceChildren(...card.labels.map(label => element('li', { text: readable(label) })));
  return card.name;
};

/* Live */

const live = new Live(byId, element);
let shown;

const status = (className, text) => {
  byId('dot').className = 'dot ' + className;
  if (byId('state').textContent !== text) byId('state').textContent = text;
};

const poll = async () => {
  if (document.hidden) return;
  try {
    const state = await (await fetch('console/state')).json();
    status(state.ready ? 'good' : 'bad', `${state.bundle}, ${state.ready ? 'ready' : 'not ready'}`);
    live.add(state);
    predictions(state);
    deadLetters(state);
    byId('texts-note').hidden = state.showsTexts;
    if (shown !== state.bundle) shown = await bundle();
  } catch {
    status('bad', 'the service does not answer');
  }
};

const forever = async () => {
  await poll();
  setTimeout(forever, POLL_MS);
};

byId('ask').addEventListener('submit', ask);
forever();
