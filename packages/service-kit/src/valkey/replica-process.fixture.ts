/** A replica in a process of its own: says its nonce, then, for each line, what became of a proof used so many times. */
import { createInterface } from 'node:readline'
import type { ProofUse } from '@chain-of-trust/auth-core'
import { outcomeOf, startReplica } from './replica.fixture.ts'

const url = String(process.argv[2])
const replica = await startReplica({ url, passwordFile: undefined, caFile: undefined }, { service: 'two' })
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
say(await replica.proofs.nonce())
for await (const line of createInterface({ input: process.stdin })) {
  const { proof, times } = JSON.parse(line) as { proof: ProofUse; times: number }
  say(await Promise.all(Array.from({ length: times }, () => outcomeOf(replica, proof))))
}
await replica.close()
