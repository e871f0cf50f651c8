export { runLarge as run } from './export.js';
