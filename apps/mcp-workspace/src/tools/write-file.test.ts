import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { ElicitResult } from '@modelcontextprotocol/client'
import { describe, expect, test } from 'vitest'
import { converse, REVISIONS, verified, type ConversationOptions } from '../conversation.fixture.ts'
import { makeWorkspace } from '../root/workspace.fixture.ts'

const YES: ElicitResult = { action: 'accept', content: { approve: true } }
const writer = await verified({ scp: 'Workspace.Write' })
const writing = (options: ConversationOptions = {}): ConversationOptions => ({
  credential: () => writer,
  ...options,
})

async function setUp(options: ConversationOptions, files: Record<string, string | Buffer> = {}) {
  const workspace = makeWorkspace(files)
  const root = await workspace.open()
  const talk = await converse(root, writing(options))
  return {
    ...workspace,
    ...talk,
    write: (path: string, content: string) => talk.call('write_file', { path, content }),
    read: (name: string) => readFileSync(join(workspace.path, name), 'utf8'),
    async [Symbol.asyncDispose]() {
      await talk[Symbol.asyncDispose]()
      await root[Symbol.asyncDispose]()
    },
  }
}

describe.each(REVISIONS)('a client of revision %s', (revision) => {
  test('writes a file when the person agrees, folders on the way included', async () => {
    await using here = await setUp({ revision, answer: () => YES })
    const { structured, isError } = await here.write('new/folder/a.txt', 'line 1\nline 2')
    expect(isError).toBeFalsy()
    expect(structured).toEqual({ path: 'new/folder/a.txt', size: 13, created: true })
    expect(here.read('new/folder/a.txt')).toBe('line 1\nline 2')
    expect(here.asked).toHaveLength(1)
    expect(here.asked[0]).toContain('Create new/folder/a.txt in ')
    expect(here.asked[0]).toContain('New folders: new/folder')
    expect(here.asked[0]).toContain('+ line 2')
    expect(here.records()).toEqual([
      'token_accepted success write_file',
      'tool_approval challenge approval_requested write_file',
      'token_accepted success write_file',
      'tool_approval success approval_granted write_file',
    ])
  })

  test.each<[string, ElicitResult]>([
    ['decline', { action: 'decline' }],
    ['cancel', { action: 'cancel' }],
    ['accept without the box ticked', { action: 'accept', content: { approve: false } }],
    ['accept without content', { action: 'accept' }],
    ['accept with something else', { action: 'accept', content: { approve: 'true', write: true } }],
  ])('%s: nothing is written', { tags: ['STD-5'] }, async (_what, answer) => {
    await using here = await setUp({ revision, answer: () => answer }, { 'a.txt': 'old' })
    const { isError, text } = await here.write('a.txt', 'new')
    expect([isError, text]).toEqual([true, expect.stringContaining('said no')])
    expect(here.read('a.txt')).toBe('old')
    expect(here.records().at(-1)).toBe('tool_approval failure approval_declined write_file')
  })

  test('a client that cannot ask the person writes nothing', async () => {
    await using here = await setUp({ revision })
    const { isError, text, _meta } = await here.write('a.txt', 'new')
    expect([isError, text]).toEqual([true, expect.stringContaining('cannot ask them')])
    expect(_meta?.['chain-of-trust.example/refusal']).toEqual({
      error: 'access_denied',
      reason: 'approval_impossible',
    })
    expect(existsSync(join(here.path, 'a.txt'))).toBe(false)
    expect(here.records().at(-1)).toBe('tool_approval failure approval_impossible write_file')
  })

  test('a file that changes while the person decides is not overwritten', { tags: ['STD-5'] }, async () => {
    const workspace: { path?: string } = {}
    await using here = await setUp(
      {
        revision,
        answer() {
          writeFileSync(join(workspace.path ?? '', 'a.txt'), 'work of an hour')
          return YES
        },
      },
      { 'a.txt': 'old' },
    )
    workspace.path = here.path
    const { isError, text } = await here.write('a.txt', 'new')
    expect([isError, text]).toEqual([
      true,
      expect.stringContaining('is not the one that the person was asked'),
    ])
    expect(here.read('a.txt')).toBe('work of an hour')
    expect(here.records().at(-1)).toBe('tool_approval failure approval_changed write_file')
  })

  test('a token that goes bad while the person decides writes nothing', async () => {
    let token = writer
    const reader = await verified({ scp: 'Workspace.Read' })
    await using here = await setUp({
      revision,
      credential: () => token,
      answer() {
        token = reader
        return YES
      },
    })
    expect((await here.write('a.txt', 'new')).isError).toBe(true)
    expect(existsSync(join(here.path, 'a.txt'))).toBe(false)
  })
})

/** A call as a client would put it that answers for its person, without the SDK between. */
const answered = async (
  here: Awaited<ReturnType<typeof setUp>>,
  args: Record<string, unknown>,
  requestState?: string,
) => {
  const result: unknown = await here.client.callTool(
    {
      name: 'write_file',
      arguments: args,
      inputResponses: { approval: YES },
      ...(requestState === undefined ? {} : { requestState }),
    } as never,
    { allowInputRequired: true },
  )
  return result as {
    resultType?: string
    requestState?: string
    isError?: boolean
    content?: { text: string }[]
  }
}

test('a yes to a question that was never put counts for nothing', async () => {
  await using here = await setUp({ answer: () => YES })
  expect((await answered(here, { path: 'a.txt', content: 'x' })).resultType).toBe('input_required')
  const guessed = await answered(here, { path: 'a.txt', content: 'x' }, 'A'.repeat(43))
  expect(guessed.content?.[0]?.text).toContain('never asked')
  expect(readdirSync(here.path)).toEqual([])
})

test('a yes counts once, and only for what it was asked about', async () => {
  await using here = await setUp({ answer: () => YES })
  const asked = await answered(here, { path: 'a.txt', content: 'harmless' })
  const other = await answered(here, { path: 'a.txt', content: 'something else' }, asked.requestState)
  expect(other.content?.[0]?.text).toContain('is not the one')
  const again = await answered(here, { path: 'a.txt', content: 'harmless' }, asked.requestState)
  expect(again.content?.[0]?.text).toContain('never asked')
  expect(readdirSync(here.path)).toEqual([])

  const anew = await answered(here, { path: 'b.txt', content: 'harmless' })
  expect(
    (await answered(here, { path: 'b.txt', content: 'harmless' }, anew.requestState)).isError,
  ).toBeFalsy()
  const twice = await answered(here, { path: 'b.txt', content: 'harmless' }, anew.requestState)
  expect(twice.isError).toBe(true)
})

test('the person sees which lines go and which come, and nothing that plays with the terminal', async () => {
  const old = 'one\ntwo\nthree\nfour\n'
  await using here = await setUp({ answer: () => YES }, { 'a.txt': old })
  await here.write('a.txt', old.replace('two', 'TWO\u001b[1A\u202e'))
  expect(here.asked[0]?.split('\n').slice(1)).toEqual([
    '19 → 26 bytes; from line 2: 1 lines out, 1 in.',
    '- two',
    '+ TWO\\u{1b}[1A\\u{202e}',
  ])
})

test('a long change says what it does not show', async () => {
  await using here = await setUp({ answer: () => YES })
  await here.write('a.txt', `${'harmless\n'.repeat(100)}rm -rf`)
  expect(here.asked[0]).toContain('71 more lines that are not shown')
})

test('permissions stay, and a new file cannot be run', async () => {
  await using here = await setUp({ answer: () => YES }, { 'run.sh': 'old' })
  chmodSync(join(here.path, 'run.sh'), 0o750)
  await here.write('run.sh', 'new')
  await here.write('other.sh', 'new')
  expect(statSync(join(here.path, 'run.sh')).mode & 0o777).toBe(0o750)
  expect(statSync(join(here.path, 'other.sh')).mode & 0o111).toBe(0)
  expect(readdirSync(here.path).sort()).toEqual(['other.sh', 'run.sh'])
})

test.each(['../x', '/tmp/x', 'up/x', 'link', '.git/hooks/pre-commit', '.vscode/settings.json', '.env', '.'])(
  'write_file to %j is refused before anybody is asked',
  async (path) => {
    const workspace = makeWorkspace()
    symlinkSync(workspace.above, join(workspace.path, 'up'))
    symlinkSync(join(workspace.above, 'outside.txt'), join(workspace.path, 'link'))
    await using root = await workspace.open()
    await using talk = await converse(root, writing({ answer: () => YES }))
    const { isError } = await talk.call('write_file', { path, content: 'x' })
    expect([isError, talk.asked]).toEqual([true, []])
    expect(talk.records().at(-1)).toMatch(/^token_accepted failure \w+ write_file$/)
    expect(readFileSync(join(workspace.above, 'outside.txt'), 'utf8')).not.toBe('x')
    expect(existsSync(join(workspace.above, 'x'))).toBe(false)
  },
)

test('what is too large, or changes nothing, is not asked about', async () => {
  await using here = await setUp(
    { answer: () => YES },
    { 'a.txt': 'same', 'big.txt': 'x'.repeat(1024 * 1024 + 1) },
  )
  expect((await here.write('a.txt', 'same')).text).toContain('already')
  expect((await here.write('big.txt', 'small')).text).toContain('are not replaced')
  expect((await here.write('b.txt', '€'.repeat(500_000))).text).toContain('are the most')
  expect(here.asked).toEqual([])
})

test('a full or locked folder is said plainly, and nothing is left behind', async () => {
  await using here = await setUp({ answer: () => YES }, { 'a.txt': 'x' })
  const { isError, text } = await here.write(`${'n'.repeat(300)}.txt`, 'x')
  expect([isError, text]).toEqual([true, expect.stringContaining('too long')])
  expect(readdirSync(here.path)).toEqual(['a.txt'])
  expect(here.faults).toEqual([])
})
