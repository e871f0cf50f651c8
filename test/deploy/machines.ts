/** The state machines of deploy/hub.yaml, run by an interpreter, with processes in the place of containers. */
import { type Any, definitionIn, Evaluation, type Given } from './template.js';

// What the interpreter needs and the oldest supported Node lacks.
Object.assign(Promise, {
  withResolvers: () => {
    const ends: { resolve?: (value: unknown) => void; reject?: (reason: unknown) => void } = {};
    const promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }));
    return { promise, ...ends };
  },
});
const { StateMachine } = await import('aws-local-stepfunctions');

/** The definition of a machine of the template, for these parameters. */
export function definitionOf(machine: string, given: Given = {}): Any {
  return definitionIn(new Evaluation(given), machine);
}

/** As Step Functions tells of a container that ended: null without a code, for it never started. */
export interface Container {
  readonly Name: string;
  readonly ExitCode: number | null;
}

/** Runs the command; the containers of its task, in the order in which AWS tells of them. */
export type RunContainers = (command: readonly string[]) => Promise<readonly Container[]>;

export interface Ended {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** An error of a service, under its name; its message is the cause. */
export function serviceError(name: string, cause: string): Error {
  return Object.assign(new Error(cause), { name });
}

interface RunOptions {
  /** Whether a task fails though every container ended with 0, as it does where AWS's own sidecar failed. */
  readonly failsAnyway?: boolean;
  readonly change?: (definition: Any) => void;
}

/** The machine `Task`: `ecs:runTask.sync` fails where a container ends with another code than 0, or none. */
export async function runTask(
  command: readonly string[],
  run: RunContainers,
  { failsAnyway = false, change = () => undefined }: RunOptions = {},
): Promise<Ended> {
  const definition = definitionOf('TaskMachine');
  change(definition);
  const container = async (parameters: Any): Promise<Any> => {
    const [{ Name, Command }] = parameters.Overrides.ContainerOverrides;
    if (Name !== 'access-lake') throw new Error(`No container ${Name}`);
    const containers = await run(Command);
    const task = {
      Containers: containers.map(({ Name, ExitCode }) => (ExitCode === null ? { Name } : { Name, ExitCode })),
    };
    if (!failsAnyway && containers.every(({ ExitCode }) => ExitCode === 0)) return task;
    throw serviceError('States.TaskFailed', JSON.stringify(task));
  };
  return execute(definition, { command }, { Container: container });
}

/** `Run` or `Watch`: each step is an execution of `Task`, which fails the step where it fails. */
export function runSteps(machine: 'RunMachine' | 'WatchMachine', given: Given, run: RunContainers): Promise<Ended> {
  return runTasks(machine, given, (command) => runTask(command, run));
}

/** The same, with executions of `Task` that end in a given way. */
export async function runTasks(
  machine: 'RunMachine' | 'WatchMachine',
  given: Given,
  task: (command: readonly string[]) => Promise<Ended>,
): Promise<Ended> {
  const nested = async ({ StateMachineArn, Input }: Any): Promise<Any> => {
    if (StateMachineArn !== '<TaskMachine>') throw new Error(`No machine ${StateMachineArn}`);
    const { status, output, ...failure } = await task(Input.command);
    if (status === 'FAILED') throw serviceError('States.TaskFailed', JSON.stringify({ ...failure, Input }));
    return { Status: status, Output: output };
  };
  const handlers = new Proxy({}, { get: () => nested, has: () => true });
  return execute(definitionOf(machine, given), {}, handlers);
}

const SOON_MS = 1;

async function execute(definition: Any, input: Any, taskResourceLocalHandlers: Any): Promise<Ended> {
  const machine = new StateMachine(definition);
  const overrides = {
    taskResourceLocalHandlers,
    waitTimeOverrides: { Wait: SOON_MS, Hour: SOON_MS },
    retryIntervalOverrides: { Container: SOON_MS },
  };
  try {
    return { status: 'SUCCEEDED', output: await machine.run(input, { overrides }).result };
  } catch (error) {
    const { name, message, cause } = error as Error & {
      readonly cause?: { readonly name?: string; readonly message?: string };
    };
    return { status: 'FAILED', error: cause?.name ?? name, cause: cause?.message ?? message };
  }
}
