import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { runCommandLine } from './command-line.ts'

async function run(...args: string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const io = { stdin, stdout, stderr, env: {}, signal: new AbortController().signal }
  const code = await runCommandLine(args, io)
  return { code, said: String(stderr.read() ?? '') + String(stdout.read() ?? '') }
}

const TOKEN = `eyJhbGciOiJub25lIn0.${'e'.repeat(40)}.signature`

test.each([
  [['status', TOKEN], 2],
  [['run', '--', 'some-server', `--token=${TOKEN}`], 4],
  [[TOKEN], 1],
])(
  'a token on the command line ends it: its place is named, and it is not',
  { tags: ['STD-1'] },
  async (args, position) => {
    const { code, said } = await run(...args)
    expect(code).toBe(78)
    expect(said).toContain(`Argument ${position} looks like a token`)
    expect(said).not.toContain('eyJ')
  },
)

test('an argument that does not belong there is not quoted; an unknown option is named', async () => {
  const stray = await run('status', 'hunter2')
  expect([stray.code, stray.said]).toEqual([64, expect.not.stringContaining('hunter2')])
  const unknown = await run('status', '--nosuch=hunter2')
  expect([unknown.code, unknown.said]).toEqual([64, expect.stringContaining("'--nosuch'")])
  expect(unknown.said).not.toContain('hunter2')
})
