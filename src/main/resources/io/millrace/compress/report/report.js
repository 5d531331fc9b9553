(() => {
  const report = JSON.parse(document.getElementById('data').textContent);
  const percent = share => share === null || share === undefined ? '–' : (100 * share).toFixed(2) + ' %';
  const megabytes = bytes => (bytes / 1e6).toFixed(2) + ' MB';
  const micros = time => time.toFixed(1) + ' µs';
  const times = ratio => ratio.toFixed(2) + '×';

  const bundle = report.bundle;
  document.title = 'Millrace report: ' + bundle.name + ':' + bundle.version;
  document.getElementById('title').textContent = bundle.name + ':' + bundle.version;
  document.getElementById('summary').textContent =
    bundle.labels.length + ' labels, ' + bundle.stages.length + ' stages' +
    (report.data ? ', measured on ' + report.data : ', not measured: no data was given');

  const figures = [];
  if (report.cascade) {
    const cascade = report.cascade;
    figures.push(['accuracy, abstentions wrong', percent(cascade.accuracy)],
      ['the last stage alone, same gate', percent(cascade.lastStageAccuracy)],
      ['out-of-scope recall', percent(cascade.oosRecall)],
      ['abstained though in scope', percent(cascade.falseAbstention)],
      ['escalated by the first stage', percent(cascade.escalationRate)],
      ['agreement with the last stage', percent(cascade.agreement)],
      ['CPU a text', micros(cascade.cpuMicrosPerText)]);
  }
  const proof = bundle.calibration;
  if (proof) {
    figures.push(['proved: accuracy drop at most', percent(proof.bound)],
      ['… with probability', percent(1 - proof.delta)],
      ['… on utterances', proof.sampleSize.toLocaleString('en')]);
    if (proof.fittingSize) figures.push(['… others fitted what it rests on', proof.fittingSize.toLocaleString('en')]);
  }
  if (bundle.abstention) {
    figures.push(['proved: abstained though in scope at most', percent(bundle.abstention.bound)],
      ['… with probability', percent(1 - bundle.abstention.delta)],
      ['… on utterances', bundle.abstention.sampleSize.toLocaleString('en')]);
  }
  for (const [name, value] of figures) {
    const card = element('div');
    card.append(element('dt', name), element('dd', value));
    document.getElementById('figures').append(card);
  }

  const fill = (id, heads, rows) => {
    const table = document.getElementById(id);
    const head = table.createTHead().insertRow();
    for (const name of heads) {
      const cell = element('th', name, name === '' || name === 'verdict' ? 'words' : '');
      cell.scope = 'col';
      head.append(cell);
    }
    const body = table.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      row.forEach((value, i) => line.append(element('td', value, heads[i] === 'verdict' ? 'words' : '')));
    }
  };
  const measured = report.stages.filter(stage => stage.measured);
  fill('stages', ['stage', 'in the cascade', 'accuracy', 'ECE (15 bins)', 'size', 'CPU a text', 'coverage', 'architecture'],
    report.stages.map(stage => [stage.name, stage.place < 0 ? 'no' : String(stage.place),
      stage.measured ? percent(stage.measured.accuracy) : '–',
      stage.measured ? stage.measured.ece.toFixed(4) : '–',
      stage.measured ? megabytes(stage.measured.bytes) : '–',
      stage.measured ? micros(stage.measured.cpuMicrosPerText) : '–',
      stage.measured && stage.place >= 0 ? percent(stage.measured.coverage) : '–',
      stage.architecture]));
  if (report.comparisons.length) {
    fill('steps', ['step', 'size', 'CPU time', 'accuracy', 'verdict'],
      report.comparisons.map(step => [step.before + ' → ' + step.after, times(1 / step.bytesRatio),
        times(1 / step.timeRatio), (step.drop > 0 ? '−' : '+') + Math.abs(100 * step.drop).toFixed(2) + ' points', step.verdict]));
  } else {
    document.getElementById('steps-section').remove();
  }

  const axis = (title, more) => Object.assign({ title: { display: true, text: title } }, more);
  const plot = (title, note, config) => {
    const figure = element('figure');
    const caption = element('figcaption', title);
    caption.append(element('small', note));
    const box = element('div', undefined, 'canvas');
    const canvas = element('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', title + '. ' + note);
    box.append(canvas);
    figure.append(caption, box);
    document.getElementById('plots').append(figure);
    new Chart(canvas, config);
  };
  const line = (label, i, data, more) => Object.assign(
    { label, data, borderColor: colours[i % colours.length], backgroundColor: colours[i % colours.length], pointRadius: 2, borderWidth: 2 }, more);

  if (measured.length) {
    const points = measured.map(stage => ({ name: stage.name, x: stage.measured.cpuMicrosPerText, y: 100 * stage.measured.accuracy, bytes: stage.measured.bytes }));
    if (report.cascade) {
      points.push({ name: 'cascade', x: report.cascade.cpuMicrosPerText, y: 100 * report.cascade.accuracy,
        bytes: measured.filter(stage => stage.place >= 0).reduce((sum, stage) => sum + stage.measured.bytes, 0) });
    }
    const beats = (a, b) => a.x <= b.x && a.y >= b.y && a.bytes <= b.bytes && (a.x < b.x || a.y > b.y || a.bytes < b.bytes);
    const front = points.filter(point => !points.some(other => beats(other, point))).map(point => point.name);
    plot('Accuracy against CPU time', 'a circle grows with the bytes; on the Pareto front: ' + front.join(', '), {
      type: 'bubble',
      data: { datasets: points.map((point, i) => line(point.name, i, [{ x: point.x, y: point.y, r: 4 + 3 * Math.log2(1 + point.bytes / 1e6) }],
        { backgroundColor: colours[i % colours.length] + (front.includes(point.name) ? 'cc' : '44') })) },
      options: { scales: { x: axis('CPU a text, µs', { type: 'logarithmic' }), y: axis('accuracy, %') },
        plugins: { tooltip: { callbacks: { label: item => points[item.datasetIndex].name + ': ' + micros(item.raw.x) + ', ' + item.raw.y.toFixed(2) + ' %, ' + megabytes(points[item.datasetIndex].bytes) } } } }
    });
    plot('Accuracy against coverage', 'among the utterances that each stage is surest of', {
      type: 'line',
      data: { datasets: measured.map((stage, i) => line(stage.name, i, stage.selective.map(point => ({ x: 100 * point.coverage, y: 100 * point.accuracy })))) },
      options: { parsing: false, scales: { x: axis('coverage, %', { type: 'linear', min: 0, max: 100 }), y: axis('accuracy, %') } }
    });
    if (report.outOfScope) {
      const curves = [['cascade', report.outOfScope.cascade], ['last stage alone', report.outOfScope.lastStage]];
      const threshold = item => item.dataset.label + ', threshold ' + (item.raw.threshold === undefined ? 'in force' : item.raw.threshold.toFixed(4));
      const abstaining = (title, note, xTitle, x, now) => plot(title, note, {
        type: 'line',
        data: { datasets: [
          ...curves.map(([name, points], i) => line(name, i, points.map(point => ({ x: 100 * x(point), y: 100 * point.oosRecall, threshold: point.threshold })))),
          line('the gate as it is', 2, [{ x: 100 * now, y: 100 * report.cascade.oosRecall }], { pointRadius: 6 })] },
        options: { parsing: false, scales: { x: axis(xTitle, { type: 'linear' }), y: axis('out-of-scope recall, %', { min: 0, max: 100 }) },
          plugins: { tooltip: { callbacks: { label: item => threshold(item) + ': ' + item.raw.x.toFixed(2) + ' %, recall ' + item.raw.y.toFixed(2) + ' %' } } } }
      });
      abstaining('Out of scope: what is caught against what is withheld', 'each point is a threshold of the last gate', 'abstained though in scope, %',
        point => point.falseAbstention, report.cascade.falseAbstention);
      abstaining('Out of scope: recall together with accuracy', 'accuracy in scope, an abstention counts as wrong', 'accuracy in scope, %',
        point => point.accuracy, report.cascade.accuracy);
    }
    for (const [i, stage] of measured.entries()) {
      plot('Reliability: ' + stage.name, 'on the diagonal confidence is what it says; ECE ' + stage.measured.ece.toFixed(4), {
        type: 'line',
        data: { datasets: [line('perfect', 7, [{ x: 0, y: 0 }, { x: 1, y: 1 }], { pointRadius: 0, borderDash: [6, 4], borderWidth: 1 }),
          line(stage.name, i, stage.reliability.map(bin => ({ x: bin.confidence, y: bin.accuracy, count: bin.count })), { pointRadius: 4 })] },
        options: { parsing: false, scales: { x: axis('confidence', { type: 'linear', min: 0, max: 1 }), y: axis('accuracy', { min: 0, max: 1 }) },
          plugins: { tooltip: { callbacks: { label: item => item.raw.count === undefined ? '' : item.raw.count + ' utterances: confidence ' + item.raw.x.toFixed(3) + ', accuracy ' + item.raw.y.toFixed(3) } } } }
      });
    }
  }
  plot('CPU time by batch size', 'a text, one thread, tokenization included', {
    type: 'line',
    data: { datasets: report.stages.map((stage, i) => line(stage.name, i, stage.latency.map(point => ({ x: point.batch, y: point.micros })), { pointRadius: 3 })) },
    options: { parsing: false, scales: { x: axis('texts in a batch', { type: 'logarithmic', ticks: { callback: value => [1, 2, 4, 8, 16, 32, 64].includes(value) ? value : '' } }), y: axis('CPU a text, µs', { type: 'logarithmic' }) } }
  });
  for (const [i, stage] of report.stages.entries()) {
    const layers = Object.entries(stage.sensitivity).sort((a, b) => b[1] - a[1]);
    if (layers.length) {
      plot('Sensitivity: ' + stage.name, 'divergence of the answers when this constant alone is quantized', {
        type: 'bar',
        data: { labels: layers.map(layer => layer[0]), datasets: [line('divergence', i, layers.map(layer => layer[1]))] },
        options: { indexAxis: 'y', scales: { x: axis('nats') } }
      });
    }
  }
  for (const stage of report.stages) {
    document.getElementById('provenance').append(element('h3', stage.name), element('pre', stage.commands.join('\n')));
  }
})();
