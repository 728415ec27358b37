import { removeEach, runNamed } from '../sabotage/remove-guard.ts'
import type { Guard } from '../sabotage/guard.ts'
import { copyTrees } from '../sabotage/tree-copy.ts'
import { guardsOf, type Finding } from './judge.ts'
import type { TestOutcome } from './test-outcome.ts'

/**
 * Removes each guard that one of the tagged tests notices, in a copy: each control whose test went red is one that the
 * removal turns red.
 */
export async function proveRemovals(
  tests: readonly TestOutcome[],
  guards: readonly Guard[],
  tell: (finding: Finding) => void,
): Promise<void> {
  const rows = guardsOf(tests, guards)
  const copies = copyTrees()
  try {
    const before = await runNamed(copies, rows)
    await removeEach(copies, rows, before, ({ guard, file, noticed, fault, controls }) => {
      const row = rows.find((row) => row.guard === guard && row.file === file)!
      const named = tests.filter((test) => guardsOf([test], [row]).length > 0).flatMap(({ tags }) => tags)
      tell({
        kind: 'guard',
        name: guard,
        controls: noticed ? controls : [...new Set(named)],
        result: noticed ? 'passed' : 'failed',
        done: 'This guard was removed in a copy of the sources.',
        seen: fault ?? `Red without it: “${row.red.test}”, and with it ${controls.join(', ')}.`,
        file,
        at: Date.now(),
      })
    })
  } finally {
    copies.forEach((copy) => copy.remove())
  }
}
