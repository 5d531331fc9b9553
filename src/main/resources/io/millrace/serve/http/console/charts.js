/** Small charts as SVG. Colours are classes, so that they follow light and dark; no style is inline. */
const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 100;

const node = (name, attributes, text) => {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  if (text !== undefined) made.textContent = text;
  return made;
};

/** The least of 1, 2, 5, 10, 20, 50 ... that is not less. */
export const nice = value => {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value * 0.999999);
};

const canvas = (place, description) => {
  const svg = node('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': description });
  [0, 0.5, 1].forEach(share => svg.append(node('line', { class: 'grid', x1: 0, x2: WIDTH, y1: share * HEIGHT, y2: share * HEIGHT })));
  place.replaceChildren(svg);
  return svg;
};

const x = (i, count) => WIDTH * i / Math.max(1, count - 1);
const path = points => points.map(([left, top], i) => `${i ? 'L' : 'M'}${left.toFixed(1)} ${top.toFixed(1)}`).join('');

/** Lines over time: [{className, values, area}]; null values are left out. */
export const lines = (place, series, top, description) => {
  const svg = canvas(place, description);
  for (const { className, values, area } of series) {
    const points = values.map((value, i) => [x(i, values.length), HEIGHT - HEIGHT * Math.min(1, value / top), value]).filter(point => point[2] !== null);
    if (points.length === 0) continue;
    if (points.length === 1) points.unshift([points[0][0] - 2, points[0][1]]);
    if (area) svg.append(node('path', { class: 'area ' + className, d: `${path(points)}L${points.at(-1)[0]} ${HEIGHT}L${points[0][0]} ${HEIGHT}Z` }));
    svg.append(node('path', { class: 'line ' + className, d: path(points) }));
  }
};

/** Shares over time, as stacked bars: [{className, values}], values 0..1, or null where there is nothing to share. */
export const stacks = (place, series, description) => {
  const svg = canvas(place, description);
  const count = series.length ? series[0].values.length : 0;
  const wide = WIDTH / Math.max(1, count);
  const top = Array(count).fill(HEIGHT);
  for (const { className, values } of series) {
    const bars = values.map((share, i) => {
      if (share === null) return '';
      const bottom = top[i];
      top[i] -= HEIGHT * share;
      return `M${(i * wide).toFixed(1)} ${bottom.toFixed(1)}V${top[i].toFixed(1)}h${wide.toFixed(1)}V${bottom.toFixed(1)}Z`;
    });
    svg.append(node('path', { class: 'stack ' + className, d: bars.join('') }));
  }
};

/** How often a stage of a confidence is right: [{confidence, accuracy, count}]. */
export const reliability = (place, bins, className, description) => {
  const size = 200;
  const svg = node('svg', { viewBox: '-48 -8 258 246', role: 'img', 'aria-label': description });
  for (const share of [0, 0.5, 1]) {
    svg.append(
      node('line', { class: 'grid', x1: 0, x2: size, y1: size * share, y2: size * share }),
      node('line', { class: 'grid', y1: 0, y2: size, x1: size * share, x2: size * share }),
      node('text', { x: -6, y: size - size * share + 4, 'text-anchor': 'end' }, String(share)),
      node('text', { x: size * share, y: size + 16, 'text-anchor': 'middle' }, String(share)));
  }
  svg.append(
    node('text', { x: size / 2, y: size + 32, 'text-anchor': 'middle' }, 'confidence'),
    node('text', { x: -36, y: size / 2, 'text-anchor': 'middle', transform: `rotate(-90 -36 ${size / 2})` }, 'accuracy'),
    node('path', { class: 'line csoft', 'stroke-dasharray': '4 4', d: `M0 ${size}L${size} 0` }));
  const points = bins.map(bin => [size * bin.confidence, size - size * bin.accuracy]);
  svg.append(node('path', { class: 'line ' + className, d: path(points) }));
  const most = Math.max(...bins.map(bin => bin.count));
  bins.forEach((bin, i) => {
    const dot = node('circle', { class: 'stack ' + className, cx: points[i][0], cy: points[i][1], r: 2.5 + 5 * Math.sqrt(bin.count / most) });
    dot.append(node('title', {}, `${bin.count} utterances of confidence ${bin.confidence.toFixed(2)}: ${(100 * bin.accuracy).toFixed(1)} % right`));
    svg.append(dot);
  });
  place.replaceChildren(svg);
};
