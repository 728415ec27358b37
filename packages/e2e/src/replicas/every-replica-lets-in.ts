import type { TierProbe } from '@chain-of-trust/checklist/system'
import { expect } from 'vitest'
import type { ReplicatedSystem } from './replicated-system.ts'

/** How long a replica may take to find a store that is back, by its own clock of tries. */
export const RECOVERY = { timeout: 60_000, interval: 100 }

/** Resolves when each tier takes its token again, at each of its replicas. */
export async function everyReplicaLetsIn(
  system: ReplicatedSystem,
  probes: readonly TierProbe[],
): Promise<void> {
  for (const replica of [0, 1]) {
    for (const service of ['orchestrator', 'mcp-sharepoint'] as const) system.of(service).pin(replica)
    for (const { tier, ask } of probes)
      await expect.poll(async () => [tier, (await ask()).status], RECOVERY).toEqual([tier, 200])
  }
  for (const service of ['orchestrator', 'mcp-sharepoint'] as const) system.of(service).pin(undefined)
}
