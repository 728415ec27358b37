/**
 * `npm run sabotage [-- TEXT]`: removes each guard in turn, in a copy, and demands that its test goes red. With TEXT only
 * the guards with it in their name or file. Exit status 0 when every removal is noticed.
 */
import { styleText } from 'node:util'
import { copyTrees } from '../sabotage/tree-copy.ts'
import { GUARDS } from '../sabotage/guards.ts'
import { redBefore, removeEach, runNamed } from '../sabotage/remove-guard.ts'

const [text = ''] = process.argv.slice(2)
const guards = GUARDS.filter(({ guard, file }) => `${file} ${guard}`.includes(text))
process.exitCode = await main()

async function main(): Promise<number> {
  const copies = copyTrees()
  try {
    const before = await runNamed(copies, guards)
    const red = redBefore(before, guards)
    if (guards.length === 0 || red.length > 0) {
      console.error(['Red before anything is removed, or nothing to remove:', ...red].join('\n'))
      return 1
    }
    let missed = 0
    await removeEach(copies, guards, before, ({ guard, file, noticed, fault }) => {
      if (!noticed) missed += 1
      const mark = noticed ? styleText('green', '✓') : styleText('red', '×')
      console.log(`${mark} ${guard.padEnd(40)} ${styleText('dim', file)}${noticed ? '' : `\n  ${fault}`}`)
    })
    console.log(`\n${guards.length - missed} of ${guards.length} guards cannot be removed unnoticed`)
    return missed === 0 ? 0 : 1
  } finally {
    copies.forEach((copy) => copy.remove())
  }
}
