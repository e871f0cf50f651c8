// Writes deploy/hub.yaml. Needs a build (`npm run build`), which tells the exit codes.
import { writeFileSync } from 'node:fs';
import { EXIT_CODES } from '../dist/model/errors.js';
import { hubTemplate } from './hub/template.mjs';

writeFileSync(new URL('../deploy/hub.yaml', import.meta.url), hubTemplate(EXIT_CODES));
