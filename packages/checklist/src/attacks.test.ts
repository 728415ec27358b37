import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSystem, type System } from '@chain-of-trust/tooling'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadAttacks } from './load-attacks.ts'
import { loadPairs } from './pairs/load-pairs.ts'
import { runPair } from './pairs/run-pair.ts'
import { runAttack } from './run-attack.ts'
import { openTarget, type Target } from './target.ts'

const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-attacks-'))
const attacks = await loadAttacks()
const pairs = await loadPairs()
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

for (const named of attacks) {
  const { expected, title, controls } = named.attack
  // The first one on replicas starts them, and the first pair ends them.
  const options = { timeout: 180_000, tags: [...controls] }
  test(`${named.group}/${named.id} is refused: ${title}`, options, async () => {
    const { refused, by, reason, fault } = await runAttack(named, target)
    expect({ refused, by, reason, fault }).toEqual({
      refused: true,
      by: expected.by,
      reason: expected.reason ?? expected.error ?? '',
      fault: undefined,
    })
  })
}

for (const { id, pair } of pairs) {
  const options = { timeout: 180_000, tags: [...pair.controls] }
  test(
    `pairs/${id}: the exploit works on the mistake, and is refused here: ${pair.title}`,
    options,
    async () => {
      const { exploited, refused, fault } = await runPair({ id, pair }, target)
      expect({ exploited, refused, fault }).toEqual({ exploited: true, refused: true, fault: undefined })
    },
  )
}
