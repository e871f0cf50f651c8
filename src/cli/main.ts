#!/usr/bin/env node
/** The entry: it supervises the process in which the command runs, listens to signals and exits. */
import { fileURLToPath } from 'node:url';
import { STARTED_AS } from '../model/commands/command-line.js';
import { howStarted } from './process/started-as.js';
import { supervise } from './process/supervise.js';
import { processTerminal } from './terminal.js';

process.env[STARTED_AS] = howStarted(fileURLToPath(import.meta.url), process.env);
const program = fileURLToPath(new URL('command-process.js', import.meta.url));
const { note, print } = processTerminal();
const { text, code, last = '' } = await supervise({ program, argv: process.argv.slice(2) }, note);
if (text !== '') note(text);
if (last !== '') await print(last);
process.exit(code);
