/** Options of a command for somebody else, who reads it in a ticket or a mail: a path of this machine says nothing there. */

/** What stands for a path, in capitals, as other values that a reader puts in. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  '--destination': 'LAKE',
  '--owners-file': 'OWNERS',
  '--tasks-file': 'TASKS',
  '--except-file': 'EXCEPTIONS',
};

/** Words of options, each with its value. A bucket is the same everywhere. */
export function elsewhere(options: readonly string[]): string[] {
  return options.map((word, at) => {
    const name = at % 2 === 1 ? STANDS_FOR[options[at - 1] as string] : undefined;
    return name === undefined || word.startsWith('s3://') ? word : name;
  });
}

/** Whether {@link elsewhere} puts LAKE in the place of the folder of the lake. */
export function isFolderNamed(options: readonly string[]): boolean {
  return elsewhere(options).includes('LAKE') && !options.includes('LAKE');
}
