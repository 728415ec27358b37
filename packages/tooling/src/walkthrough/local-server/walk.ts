/** Pattern 2 as a person meets it: signs in once, and a tool on their machine reads a file of the folder that they name. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '../../repository.ts'
import { watchCommand } from '../../watched-command.ts'
import { PageConfig } from '../sign-in.ts'
import { readRecords } from '../chain-records.ts'
import { SignInRefused } from '../sign-in-refused.ts'
import { assembleSteps, type Outcomes } from '../steps.ts'
import type { Walk } from '../walk.ts'
import { localOutcomes } from './outcomes.ts'
import { PLAN, TOOL } from './plan.ts'
import { signInForCommandLine } from './sign-in.ts'
import { askWithoutCredential } from './stranger.ts'

const FILE = 'ARCHITECTURE.md'

export interface LocalServerWalkOptions {
  aiHost: string
  /** Part of a name or address on the sign-in page. */
  person: string
}

/**
 * Walks the eight steps, in a state folder of its own: whoever is signed in on this machine stays so. Whatever is refused
 * is part of the result, not an exception.
 */
export async function walkLocalServer({ aiHost, person }: LocalServerWalkOptions): Promise<Walk> {
  const { senderConstraint } = PageConfig.parse(await (await fetch(`${aiHost}/config.json`)).json())
  const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-walk-'))
  const options = { stateDir, env: { SENDER_CONSTRAINT: senderConstraint } }
  const stepsOf = (outcomes: Outcomes) => assembleSteps(outcomes, senderConstraint === 'dpop', PLAN)
  try {
    const began = Date.now()
    const refused = await signInForCommandLine(person, options).catch((error: unknown) => {
      if (error instanceof SignInRefused) return error
      throw error
    })
    const startedAt = Date.now()
    const ms = startedAt - began
    if (refused !== undefined) {
      const refusal = { by: 'mock-idp', error: refused.error, reason: refused.message }
      return { steps: stepsOf({ 1: { ok: false, ms, refusal } }), audit: [] }
    }
    const call = watchCommand(['call', TOOL, `path=${FILE}`, '--root', repositoryRoot, '--no-open'], options)
    call.endInput()
    const code = await call.ended
    const ended = { code, stdout: call.stdout(), stderr: call.stderr(), startedAt, endedAt: Date.now() }
    const audit = readRecords(join(stateDir, 'audit'))
    const outcomes = localOutcomes(ended, audit, await askWithoutCredential(options))
    return {
      steps: stepsOf({ 1: { ok: true, ms }, ...outcomes }),
      audit,
      ...(code === 0 ? { answer: ended.stdout } : {}),
    }
  } finally {
    rmSync(stateDir, { recursive: true, force: true })
  }
}
