(() => {
  const results = JSON.parse(document.getElementById('data').textContent);
  const number = cell => /^-?[\d,]+(\.\d+)?$/.test(cell) ? Number(cell.replaceAll(',', '')) : null;
  const round = value => value.toLocaleString('en', {maximumSignificantDigits: 4});

  const from = results.surroundings;
  document.getElementById('surroundings').textContent =
    from.command + ' · commit ' + from.commit + ' · ' + from.date + ' · ' + from.machine;

  const tableOf = table => {
    const made = element('table');
    const head = made.createTHead().insertRow();
    for (const name of table.columns) {
      const cell = element('th', name);
      cell.scope = 'col';
      head.append(cell);
    }
    const body = made.createTBody();
    for (const row of table.rows) {
      const line = body.insertRow();
      for (const cell of row) line.insertCell().textContent = cell;
    }
    const scroll = element('div', undefined, 'scroll');
    scroll.append(made);
    return scroll;
  };

  // A plot for each column of numbers: columns have units of their own.
  const plotsOf = table => {
    const plots = element('div', undefined, 'plots');
    table.columns.forEach((name, column) => {
      const values = table.rows.map(row => number(row[column]));
      if (column === 0 || table.rows.length < 2 || values.includes(null)) return;
      const figure = element('figure');
      figure.append(element('figcaption', name));
      const holder = element('div', undefined, 'canvas');
      const canvas = element('canvas');
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', name + ', as in the table above');
      holder.append(canvas);
      figure.append(holder);
      plots.append(figure);
      new Chart(canvas, {
        type: 'bar',
        data: {
          labels: table.rows.map(row => row[0]),
          datasets: [{label: name, data: values, backgroundColor: colours[(column - 1) % colours.length]}],
        },
        options: {plugins: {legend: {display: false}}, scales: {y: {beginAtZero: true}}},
      });
    });
    return plots;
  };

  for (const section of results.sections) {
    const made = element('section');
    made.append(element('h2', section.name), element('p', section.question));
    if (section.failure) made.append(element('p', 'Failed: ' + section.failure));
    const figures = element('dl');
    for (const [key, value] of Object.entries(section.findings.figures)) {
      const card = element('div');
      card.append(element('dt', key), element('dd', round(value)));
      figures.append(card);
    }
    made.append(figures);
    for (const table of section.findings.tables) {
      made.append(element('h3', table.title), tableOf(table), plotsOf(table));
    }
    document.getElementById('sections').append(made);
  }
})();
