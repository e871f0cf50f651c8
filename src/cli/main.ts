#!/usr/bin/env node
/** The entry: it alone prints what ends a command, listens to signals and exits. */
import { systemEffects } from '../model/effects.js';
import { EXIT_CODES, Interrupted } from '../model/errors.js';
import { dispatch } from './dispatch.js';
import { failure } from './failure.js';
import { processTerminal } from './terminal.js';

const terminal = processTerminal();
const stop = new AbortController();

function interrupt(): void {
  if (stop.signal.aborted) process.exit(EXIT_CODES.interrupted.code);
  terminal.note('\nStopping: what is whole is kept. Once more stops at once.\n');
  stop.abort(new Interrupted('stopped by a signal'));
}

function fail(error: unknown): never {
  const { text, exit } = failure(error);
  terminal.note(text);
  process.exit(EXIT_CODES[exit].code);
}

process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

// The AWS SDK's advice on versions of Node is for developers, not for who runs a command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const context = { terminal, signal: stop.signal, effects: systemEffects, environment: process.env };
dispatch(process.argv.slice(2), context).then((exit) => process.exit(EXIT_CODES[exit].code), fail);
