import type { Probe } from './probe.ts'
import { processProbe } from './processes.ts'
import { resourceProbes } from './resources.ts'
import { stateProbes } from './state.ts'
import { walkProbes } from './walks.ts'

/** In the order in which they run: what lies on the disk is looked at after the walks have left their traces. */
export const PROBES: readonly Probe[] = [...resourceProbes, ...walkProbes, processProbe, ...stateProbes]
