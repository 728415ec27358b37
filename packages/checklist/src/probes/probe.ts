import type { ControlId } from '../controls/index.ts'

/** What is looked at in the running system, from outside. */
export interface Probe {
  id: string
  /** Where it stands, from the root of the repository. */
  file: string
  controls: readonly [ControlId, ...ControlId[]]
  /** What is done, in a sentence. */
  done: string
  /**
   * @returns what was seen
   * @throws {LackingHere} when this machine does not show it
   * @throws Error with what is not as it should be
   */
  run(system: RunningSystem): Promise<string>
}

export interface RunningSystem {
  /** Its folder of keys, logs and audit files. */
  stateDir: string
}

/** This machine lacks what the probe looks at. */
export class LackingHere extends Error {
  override name = 'LackingHere'
}
