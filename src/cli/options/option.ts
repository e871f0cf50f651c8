/** Options as data: one declaration gives the flag, the environment name, the check and the line of help. */
import { usageError } from '../../model/errors.js';
import { nearest } from '../../tools/nearest.js';

/** Why a value cannot be taken, as the end of a sentence that quotes it. */
export class Refusal extends Error {
  readonly hint: string | undefined;

  constructor(reason: string, hint?: string) {
    super(reason);
    this.hint = hint;
  }
}

/** Reads one value as the person wrote it; throws {@link Refusal}. `now`: ms since 1970. */
export type Parser<T> = (text: string, now: number) => T;

/** The key in {@link Options} names it: `accountConcurrency` is --account-concurrency and ACCESS_LAKE_ACCOUNT_CONCURRENCY. */
export interface Option<T = unknown> {
  readonly help: string;
  /** Stands for the value in the help; null: a switch. */
  readonly placeholder: string | null;
  /** The values given, at least one, to what the command gets. */
  readonly parse: (texts: readonly string[], now: number) => T;
  /** Without a value: what the command gets. */
  readonly fallback: T;
  /** Never quoted in an error. */
  readonly secret: boolean;
  /** The values that one variable of the environment holds; without it: it is one value. */
  readonly valuesIn?: (variable: string) => readonly string[];
  /** Only the command line gives it: the variable of its name is for other commands, where it means something else. */
  readonly isFlagOnly?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the value's type is kept by each key
export type Options = Readonly<Record<string, Option<any>>>;
export type Values<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** What an option is besides its value. */
interface Traits<F> {
  /** Without a value: what the command gets; default: undefined. */
  readonly fallback?: F;
  /** How the help tells the fallback. */
  readonly shown?: string;
  /** Never quoted in an error. */
  readonly secret?: boolean;
  /** As in {@link Option}. */
  readonly isFlagOnly?: boolean;
}

/** An option with one value. */
export function option<T, const F = undefined>(
  placeholder: string,
  help: string,
  parse: Parser<T>,
  { fallback, shown, secret = false, isFlagOnly = false }: Traits<F> = {},
): Option<T | F> {
  const text = shown ?? (fallback === undefined ? undefined : String(fallback));
  return {
    help: text === undefined ? help : `${help} (default: ${text})`,
    placeholder,
    parse: (texts, now) => parse(last(texts), now),
    fallback: fallback as F,
    secret,
    isFlagOnly,
  };
}

/** An option that may be given again and takes several values at once, separated by commas; sorted, without doubles. */
export function list(placeholder: string, help: string, parse: Parser<string>): Option<readonly string[]> {
  const read = (texts: readonly string[], now: number): string[] =>
    texts.flatMap((text) => text.split(',')).map((text) => parse(text.trim(), now));
  return {
    help: `${help}; repeatable`,
    placeholder,
    parse: (texts, now) => [...new Set(read(texts, now))].sort(),
    fallback: [],
    secret: false,
  };
}

/**
 * An option that may be given again; each value is taken as it is, commas included. In the environment each line is a
 * value, and of what `isId` accepts commas may separate several within a line.
 */
export function repeated<T>(
  placeholder: string,
  help: string,
  parse: Parser<T>,
  isId?: (text: string) => boolean,
): Option<readonly T[]> {
  return {
    help: `${help}; repeatable`,
    placeholder,
    parse: (texts, now) => texts.map((text) => parse(text, now)),
    fallback: [],
    secret: false,
    valuesIn: (variable) => linesOf(variable).flatMap((line) => valuesOfLine(line, isId)),
  };
}

function linesOf(variable: string): string[] {
  return variable.split(/\r?\n/).filter((line) => line.trim() !== '');
}

function valuesOfLine(line: string, isId: ((text: string) => boolean) | undefined): string[] {
  const parts = line.split(',').map((part) => part.trim());
  return isId !== undefined && parts.every(isId) ? parts : [line];
}

/** An option without a value. In the environment: true or false, 1 or 0, yes or no. */
export function flag(help: string): Option<boolean> {
  return { help, placeholder: null, parse: (texts) => readBoolean(last(texts)), fallback: false, secret: false };
}

function readBoolean(text: string): boolean {
  if (/^(true|1|yes)$/i.test(text)) return true;
  if (/^(false|0|no)$/i.test(text)) return false;
  throw new Refusal('neither true nor false');
}

export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function environmentNameOf(key: string): string {
  return `ACCESS_LAKE_${flagOf(key).slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/**
 * The values of a command: from the command line, else from the environment (empty there: not given), else the default.
 * `given` holds what stood on the command line by key.
 */
export function readValues<O extends Options>(
  options: O,
  given: Readonly<Record<string, readonly string[] | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
  now: number,
): Values<O> {
  const read = ([key, declared]: [string, Option]): [string, unknown] => {
    const texts = given[key];
    if (texts) return [key, parsed(declared, flagOf(key), texts, now)];
    const name = environmentNameOf(key);
    const set = declared.isFlagOnly ? undefined : environment[name];
    const values = set ? (declared.valuesIn?.(set) ?? [set]) : [];
    return [key, values.length > 0 ? parsed(declared, name, values, now) : declared.fallback];
  };
  return Object.fromEntries(Object.entries(options).map(read)) as Values<O>;
}

function parsed(declared: Option, source: string, texts: readonly string[], now: number): unknown {
  try {
    return declared.parse(texts, now);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const quoted = declared.secret ? source : `${source} "${texts.join(',')}"`;
    throw usageError(`Cannot use ${quoted}: ${error.message}.`, error.hint);
  }
}

/** The word without what follows `=` or a space, which may be a secret. */
export function withoutValue(word: string): string {
  return word.split(/[=\s]/, 1)[0] as string;
}

/** The error of an option that is not there, or has a value that it does not take so. */
export function unknownOption(argument: string, options: Options, command: string): Error {
  const given = withoutValue(argument);
  const declared = Object.entries(options).find(([key]) => flagOf(key) === given)?.[1];
  if (declared?.placeholder === null) {
    return usageError(`Cannot use option "${given}" with a value: it is a switch.`, `Write ${given} alone.`);
  }
  if (declared) {
    return usageError(
      `Cannot use option "${given}": a space separates it from its value within one argument.`,
      `Make two arguments of them, or write ${given}=${declared.placeholder}.`,
    );
  }
  const [near] = nearest(given, Object.keys(options).map(flagOf));
  const hint = near ? `Did you mean ${near}?` : `\`access-lake ${command} --help\` lists the options.`;
  return usageError(`Cannot use option "${given}": "${command}" has no such option.`, hint);
}

function last(texts: readonly string[]): string {
  return texts.at(-1) as string;
}
