/** The process's environment turned to a simulated organization, so that nothing of the real one is reached. */
import { devNull } from 'node:os';

/**
 * Takes every AWS setting away (profiles, tokens, endpoints), but not the switches of the SDK itself (AWS_SDK_JS_…), and
 * puts those of the simulation in their place; neither configuration files nor the metadata service of an instance are asked.
 */
export function enterSimulation(simulated: Readonly<Record<string, string>>, environment = process.env): void {
  for (const name of Object.keys(environment)) if (/^AWS_(?!SDK_JS_)/.test(name)) delete environment[name];
  const nothingElse = {
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  Object.assign(environment, nothingElse, simulated);
}
