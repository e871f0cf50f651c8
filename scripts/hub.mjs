// Writes deploy/hub.yaml, and says how much it may still grow. Needs a build (`npm run build`), which tells the exit codes.
import { writeFileSync } from 'node:fs';
import { EXIT_CODES } from '../dist/model/errors.js';
import { bytesLeft, hubTemplate } from './hub/template.mjs';

const template = hubTemplate(EXIT_CODES);
writeFileSync(new URL('../deploy/hub.yaml', import.meta.url), template);
console.log(`deploy/hub.yaml may grow by ${bytesLeft(template)} bytes`);
