import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linesOf, writeLog } from './audit.fixture.ts'

test(
  'the program of docs/audit.md, which has none of our code, comes to the same result',
  { tags: ['LOG-3'] },
  async () => {
    const document = readFileSync(new URL('../../../../docs/audit.md', import.meta.url), 'utf8')
    const files = await writeLog(20)
    const program = join(files.stateDir, 'verify.mjs')
    writeFileSync(program, /```js\n([\s\S]*?)```/.exec(document)![1]!)
    const run = () =>
      execFileSync(process.execPath, [program, files.log, files.checkpoints, files.publicKey], {
        encoding: 'utf8',
        stdio: 'pipe',
      })
    expect(run()).toBe('21 records as written\n')
    const lines = linesOf(files.log)
    writeFileSync(files.log, `${lines.with(7, lines[7]!.replace('success', 'failure')).join('\n')}\n`)
    expect(run).toThrow(/line 8 was changed/)
    writeFileSync(files.log, `${lines.slice(0, 20).join('\n')}\n`)
    expect(run).toThrow(/record 20 is not the one that was witnessed/)
  },
)
