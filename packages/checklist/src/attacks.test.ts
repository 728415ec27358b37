import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSystem, type System } from '@chain-of-trust/tooling'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadAttacks } from './load-attacks.ts'
import { runAttack } from './run-attack.ts'
import { openTarget, type Target } from './target.ts'

const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-attacks-'))
const attacks = await loadAttacks()
let system: System
let target: Target
beforeAll(async () => {
  system = await startSystem({ stateDir })
  target = await openTarget(stateDir)
})
afterAll(async () => {
  await target?.close()
  await system?.stop()
})

test('there are attacks', () => expect(attacks.length).toBeGreaterThan(200))

test.each(attacks)('$group/$id is refused: $attack.title', async (named) => {
  const { refused, by, reason, fault } = await runAttack(named, target)
  const { expected } = named.attack
  expect({ refused, by, reason, fault }).toEqual({
    refused: true,
    by: expected.by,
    reason: expected.reason ?? expected.error ?? '',
    fault: undefined,
  })
})
