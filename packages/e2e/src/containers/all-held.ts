import { expect } from 'vitest'
import type { HeldChain } from '../auditor.ts'
import { auditLogs, containers } from './docker.ts'

const PATIENT = { timeout: 120_000, interval: 500 }

/** The last record of each log, of every service and replica; without audit-trail's own, which grows while it is asked. */
async function written(): Promise<Map<string, string>> {
  const services = new Set((await containers()).map(({ service }) => service))
  const logs = [...services]
    .filter((service) => service !== 'audit-trail')
    .flatMap((service) => auditLogs(service))
  expect(logs.map(({ name }) => name)).toEqual(expect.arrayContaining(['orchestrator', 'orchestrator.2']))
  return new Map(logs.map(({ name, records }) => [name, records.at(-1)!.hash]))
}

/** Until audit-trail holds what the files of every replica hold, and every chain verifies. */
export async function allHeld(chains: () => Promise<HeldChain[]>): Promise<void> {
  const missing = async () => {
    const held = new Map((await chains()).map(({ log, head, ok }) => [log, ok ? head?.hash : 'broken']))
    return [...(await written())].filter(([log, hash]) => held.get(log) !== hash)
  }
  await expect.poll(missing, PATIENT).toEqual([])
}
