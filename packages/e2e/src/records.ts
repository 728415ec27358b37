import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChainedRecord } from '@chain-of-trust/auth-core'
import type { SystemUnderTest } from './system-under-test.ts'

/** The audit records of a service, oldest first. */
export function records({ stateDir }: SystemUnderTest, service: string): ChainedRecord[] {
  if (stateDir === undefined) throw new Error('the audit files of a system elsewhere are out of reach')
  return readFileSync(join(stateDir, 'audit', `${service}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ChainedRecord)
}

export function lastRecord(system: SystemUnderTest, service: string): ChainedRecord | undefined {
  return records(system, service).at(-1)
}
