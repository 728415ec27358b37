/** A new session at one tier, which has seen its token before, and whose events of this person come by push. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '../http.ts'
import { administer } from './administrator.ts'
import type { LiveSystem, Tier } from './live-system.ts'
import { tierProbes, vaultProbe } from './tier-probes.ts'

/** Milliseconds until an event has surely arrived. */
const PATIENCE = 20_000

async function askAt(system: LiveSystem, tier: Tier, person: string): Promise<() => Promise<Answer>> {
  const session = await system.signIn(person)
  const probes = [...(await tierProbes(system, session)), await vaultProbe(system, session)]
  return probes.find((probe) => probe.tier === tier)!.ask
}

export async function askFresh(system: LiveSystem, tier: Tier, person: string): Promise<Answer> {
  return (await askAt(system, tier, person))()
}

/** @returns the first answer that is a refusal, or the last one when there is none */
export async function askRevoked(system: LiveSystem, tier: Tier, person: string): Promise<Answer> {
  return askOnceRevoked(await askAt(system, tier, person), person)
}

/** The same, of anything that a session of this person may ask for. */
export async function askOnceRevoked(ask: () => Promise<Answer>, person: string): Promise<Answer> {
  const before = await ask()
  if (!before.accepted) throw new Error(`refused before anything is revoked: ${before.status}`)
  await administer(person, 'revokeSessions')
  const end = performance.now() + PATIENCE
  let answer = await ask()
  while (answer.accepted && performance.now() < end) {
    await sleep(20)
    answer = await ask()
  }
  return answer
}
