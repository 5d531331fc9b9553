'use strict';
(() => {
  const run = JSON.parse(document.getElementById('data').textContent);
  const colours = ['#2f7fe8', '#e07b22', '#d8456b', '#2fa56b', '#a56de0'];
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(name).trim();
  Chart.defaults.color = colour('--ink');
  Chart.defaults.borderColor = colour('--line');
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.elements.point.radius = 0;
  Chart.defaults.elements.line.borderWidth = 2;
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => location.reload());

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const number = value => value === null || value === undefined ? '–'
    : Number(value).toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0 });
  const byId = id => document.getElementById(id);
  const cards = (id, pairs) => {
    for (const [what, value] of pairs) {
      const card = element('div');
      card.append(element('dt', what), element('dd', value));
      byId(id).append(card);
    }
  };
  const table = (id, heads, rows) => {
    const head = byId(id).createTHead().insertRow();
    for (const name of heads) {
      const cell = element('th', name);
      cell.scope = 'col';
      head.append(cell);
    }
    const body = byId(id).createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      for (const cell of row) line.append(cell instanceof Node ? cell : element('td', cell));
    }
  };

  document.title = run.heading.scenario + ': ' + (run.isHeld ? 'all objectives hold' : 'an objective does not hold');
  byId('title').textContent = run.heading.scenario;
  byId('question').textContent = run.heading.question;
  byId('verdict').textContent = run.isHeld ? 'All objectives hold' : 'Does not hold';
  byId('verdict').className = run.isHeld ? 'good' : 'bad';

  const values = new Map(run.cards.map(card => [card.key, card.value]));
  const short = [['answered', 'answered'], ['lost', 'lost'], ['duplicated', 'duplicated'], ['p50Ms', 'p50 ms'], ['p99Ms', 'p99 ms'],
    ['p999Ms', 'p99.9 ms'], ['eventsPerSecond', 'answered a second']];
  cards('large', [...(run.saturation === null ? [] : [['highest rate that holds, a second', number(run.saturation)]]),
    ...short.filter(([key]) => values.has(key)).map(([key, name]) => [name, values.get(key)])]);
  table('objectives', ['objective', 'wanted', 'found', ''], run.objectives.map(each => {
    const what = element('td', each.what + ' ');
    what.append(element('small', each.key));
    return [what, each.wanted, each.found, element('td', each.isHeld ? 'holds' : 'does not hold', each.isHeld ? 'good' : 'bad')];
  }));
  cards('figures', run.cards.map(card => [card.what, card.value]));
  byId('settings').textContent = run.heading.settings;
  cards('machine', [['command', run.heading.command], ['delivery', run.heading.delivery], ['seed', run.heading.seed],
    ...Object.entries(run.machine)]);

  // What happened, as lines over a plot against time; labels only as long as there is room.
  const marks = {
    id: 'marks',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea: area, scales: { x } } = chart;
      ctx.save();
      ctx.strokeStyle = colour('--bad');
      ctx.fillStyle = colour('--soft');
      ctx.font = '11px system-ui, sans-serif';
      ctx.setLineDash([4, 3]);
      let free = area.left;
      for (const mark of run.marks) {
        const at = x.getPixelForValue(mark.atSeconds);
        if (at < area.left || at > area.right) continue;
        ctx.globalAlpha = run.marks.length > 40 ? .35 : .8;
        ctx.beginPath();
        ctx.moveTo(at, area.top);
        ctx.lineTo(at, area.bottom);
        ctx.stroke();
        const width = ctx.measureText(mark.what).width + 6;
        if (at >= free && at + width < area.right) {
          ctx.globalAlpha = 1;
          ctx.fillText(mark.what, at + 3, area.top + 10);
          free = at + width;
        }
      }
      ctx.restore();
    }
  };
  const figure = (title, small, config) => {
    const made = element('figure');
    const caption = element('figcaption', title);
    caption.append(element('small', small));
    const box = element('div', undefined, 'canvas');
    const canvas = element('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', title + ': ' + small);
    box.append(canvas);
    made.append(caption, box);
    byId('plots').append(made);
    return new Chart(canvas, config);
  };
  const line = (label, data, index, more) =>
    ({ label, data, borderColor: colours[index], backgroundColor: colours[index], spanGaps: false, ...more });
  const axis = (text, more) => ({ title: { display: true, text }, ...more });
  const lastSecond = run.seconds.length ? Math.ceil(run.seconds[run.seconds.length - 1].at) : 1;
  const overTime = (title, small, lines, y) => figure(title, small, {
    type: 'line',
    data: { datasets: lines.map(([label, key], index) =>
      line(label, run.seconds.map(second => ({ x: second.at, y: second[key] })), index)) },
    options: {
      parsing: false,
      interaction: { mode: 'index', intersect: false },
      scales: { x: { type: 'linear', min: 0, max: lastSecond, title: { display: true, text: 'seconds' } }, y },
      plugins: { legend: { display: lines.length > 1 } }
    },
    plugins: [marks]
  });
  const logTicks = { callback: value => [1, 2, 5].includes(Number(String(value).replace(/[.0]/g, ''))) ? number(value) : '' };

  if (run.steps.length) {
    const holding = run.steps.filter(step => step.holds);
    const failing = run.steps.filter(step => !step.holds);
    const points = (steps, key) => steps.map(step => ({ x: step.rate, y: step[key] }));
    const found = {
      id: 'found',
      afterDatasetsDraw({ ctx, chartArea: area, scales: { x } }) {
        if (!run.saturation) return;
        const at = x.getPixelForValue(run.saturation);
        ctx.save();
        ctx.strokeStyle = ctx.fillStyle = colour('--good');
        ctx.lineWidth = 2;
        ctx.beginPath();
        ctx.moveTo(at, area.top);
        ctx.lineTo(at, area.bottom);
        ctx.stroke();
        ctx.font = '600 12px system-ui, sans-serif';
        ctx.textAlign = at > (area.left + area.right) / 2 ? 'right' : 'left';
        ctx.fillText(number(run.saturation) + ' a second', at + (ctx.textAlign === 'right' ? -6 : 6), area.top + 12);
        ctx.restore();
      }
    };
    const against = (title, small, key, y, extra) => {
      const all = points([...run.steps].sort((a, b) => a.rate - b.rate), key);
      figure(title, small, {
        type: 'scatter',
        data: { datasets: [
          line('holds', points(holding, key), 3, { pointRadius: 5 }),
          line('does not hold', points(failing, key), 2, { pointRadius: 5, pointStyle: 'crossRot', pointBorderWidth: 2 }),
          ...extra,
          line('by rate', all, 0, { showLine: true, borderWidth: 1.5 })] },
        options: { scales: { x: axis('events due a second', { beginAtZero: true }), y },
          plugins: { legend: { labels: { filter: item => item.text !== 'by rate', usePointStyle: true } } } },
        plugins: [found]
      });
    };
    const most = Math.max(...run.steps.map(step => step.rate));
    against('Latency against rate', 'p99 of each step of the search; the line is the highest rate that holds', 'p99Ms',
      axis('p99 ms', { type: 'logarithmic', ticks: logTicks }), []);
    against('Answered against due', 'keeps to the diagonal as long as the service keeps up', 'answeredPerSecond',
      axis('answered a second', { beginAtZero: true }),
      [line('all answered', [{ x: 0, y: 0 }, { x: most, y: most }], 4, { showLine: true, borderDash: [5, 4], borderWidth: 1 })]);
    table('steps', ['second', 'due a second', 'answered a second', 'p50 ms', 'p99 ms', ''], run.steps.map(step => [
      number(step.atSeconds), number(step.rate), number(step.answeredPerSecond), number(step.p50Ms), number(step.p99Ms),
      element('td', (step.holds ? 'holds' : 'does not hold') + (step.isRigBehind ? ', the rig is behind' : ''), step.holds ? 'good' : 'bad')]));
  } else {
    byId('steps-section').remove();
  }

  overTime('Latency over time', 'of what was answered in each second, from the moment it was due; logarithmic', [['p50', 'p50'], ['p99', 'p99'], ['p99.9', 'p999']],
    axis('ms', { type: 'logarithmic', ticks: logTicks }));
  figure('Latency by percentile', 'of the whole run without its warm-up; each nine to the right is ten times rarer', {
    type: 'line',
    data: { datasets: [line('latency', run.percentiles.filter(([share]) => share < 1)
      .map(([share, ms]) => ({ x: 1 / (1 - share), y: ms })), 0, { stepped: false })] },
    options: {
      parsing: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: { type: 'logarithmic', min: 1, title: { display: true, text: 'percentile' },
          afterBuildTicks: axis => { axis.ticks = [1, 2, 10, 100, 1e3, 1e4, 1e5, 1e6].filter(value => value <= axis.max).map(value => ({ value })); },
          ticks: { callback: value => value === 1 ? '0 %' : +(100 * (1 - 1 / value)).toFixed(5) + ' %' } },
        y: axis('ms', { type: 'logarithmic', ticks: logTicks })
      },
      plugins: { legend: { display: false }, tooltip: { callbacks: { title: items => (100 * (1 - 1 / items[0].raw.x)).toFixed(4) + ' %' } } }
    }
  });
  overTime('Events a second', 'due, and answered or dead-lettered', [['due', 'due'], ['answered', 'answered']], axis('a second', { beginAtZero: true }));
  overTime('Waiting', 'sent and not answered yet', [['waiting', 'waiting']], axis('events', { beginAtZero: true }));
  if (run.seconds.some(second => second.memory !== null)) {
    overTime('Memory of the services', 'resident', [['resident', 'memory']], axis('MiB', { beginAtZero: true }));
    overTime('CPU of the services', 'cores in use', [['cores', 'cpu']], axis('cores', { beginAtZero: true }));
  }
})();
