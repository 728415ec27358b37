import { setTimeout } from 'node:timers/promises'
import { Refusal, type ProofUse, type ProofVerdict } from '@chain-of-trust/auth-core'
import type { TestRedis } from '@chain-of-trust/testkit/redis'
import Fastify, { type FastifyInstance } from 'fastify'
import { parseConfig, serviceSchema } from '../config.ts'
import type { RevocationStore } from '../revocations.ts'
import { openSharedState, type SharedState, type SharedStateTimes } from './shared-state.ts'

export const TENANT = '11111111-2222-4333-8444-555555555555'

/** Only a server that is really gone is given up: a busy machine is slow. */
export const PATIENT: SharedStateTimes = { startup: 30_000, patience: 20_000, silence: 20_000, beat: 20 }

export interface Replica extends SharedState {
  app: FastifyInstance
  revocations: RevocationStore
  /** Reasons of outages that it told its operator, and `reached again`. */
  told: string[]
  close: () => Promise<void>
}

/** For tests: what one process of a service holds, joined to a server that may be away. */
export async function startReplica(
  redis: Pick<TestRedis, 'url' | 'passwordFile' | 'caFile'>,
  { service = 'mcp-github', ...times }: SharedStateTimes & { service?: string } = {},
): Promise<Replica> {
  const config = parseConfig(serviceSchema('mcp-github'), {
    REDIS_URL: redis.url,
    REDIS_PASSWORD_FILE: redis.passwordFile,
    REDIS_CA_FILE: redis.caFile,
  })
  const shared = await openSharedState(service, config, { ...PATIENT, ...times })
  if (shared === undefined) throw new Error('no shared state')
  const told: string[] = []
  const stream = {
    write(line: string) {
      const { reason, msg } = JSON.parse(line) as { reason?: string; msg: string }
      if (msg.includes('shared state')) told.push(reason ?? msg)
    },
  }
  const app = Fastify({ logger: { level: 'info', stream } })
  const revocations = shared.openRevocations()
  shared.connect(app)
  await app.ready()
  return { ...shared, app, revocations, told, close: () => app.close() }
}

let jtis = 0

/** A proof that was never used, with this nonce. */
export function freshProof(nonce: string | undefined, overlay: Partial<ProofUse> = {}): ProofUse {
  return { jkt: 'key', jti: `jti-${(jtis += 1)}`, nonce, expiresAt: Date.now() / 1000 + 65, ...overlay }
}

/** What becomes of a proof: the verdict, or the reason of the refusal. */
export async function outcomeOf({ proofs }: Pick<SharedState, 'proofs'>, proof: ProofUse): Promise<string> {
  try {
    return (await proofs.use(proof)).outcome
  } catch (error) {
    return error instanceof Refusal ? error.reason : String(error)
  }
}

/** The nonce of an answer that asks for one. */
export function nonceOf(verdict: ProofVerdict): string {
  if (verdict.outcome !== 'nonce_required') throw new Error(verdict.outcome)
  return verdict.nonce
}

/** Waits until it is so; the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(10)
}
