'use strict';
// What all pages draw with.
const colours = ['#2f6fde', '#d9622b', '#2f9e62', '#a04fc4', '#b58a00', '#c23b5a', '#33909c', '#7a6a5a'];
const style = getComputedStyle(document.documentElement);
Chart.defaults.color = style.getPropertyValue('--ink');
Chart.defaults.borderColor = style.getPropertyValue('--line');
Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};
