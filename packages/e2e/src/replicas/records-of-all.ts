import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ChainedRecord } from '@chain-of-trust/auth-core'
import { records } from '../records.ts'

/** The audit records of every replica of a service: each has a log of its own. By time. */
export function recordsOfAll(stateDir: string, service: string): ChainedRecord[] {
  return globSync(`${service}{,.[0-9]*}.jsonl`, { cwd: join(stateDir, 'audit') })
    .flatMap((file) => records({ stateDir }, basename(file, '.jsonl')))
    .toSorted((a, b) => (a.time < b.time ? -1 : 1))
}
