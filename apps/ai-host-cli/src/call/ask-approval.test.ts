import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { askApproval } from './ask-approval.ts'

const QUESTION = {
  mode: 'form',
  message: 'Write notes.txt, 5 bytes?\u001B[2J',
  requestedSchema: {
    type: 'object',
    properties: { approve: { type: 'boolean', default: false } },
    required: ['approve'],
  },
} as const

interface Asked {
  yes?: boolean
  tty?: boolean
  params?: object
}

async function ask(typed: string, { yes = false, tty = true, params = QUESTION }: Asked = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY: tty })
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const io = { stdin, stdout, stderr, env: {}, signal: new AbortController().signal }
  stdin.end(typed)
  const result = await askApproval(params as Parameters<typeof askApproval>[0], io, yes)
  stdout.end()
  stderr.end()
  return { result, out: (await stdout.toArray()).join(''), err: (await stderr.toArray()).join('') }
}

test.each(['y\n', 'yes\n', ' YES \n'])('%j is a yes', async (typed) => {
  const { result, out, err } = await ask(typed)
  expect(result).toEqual({ action: 'accept', content: { approve: true } })
  expect(err).toContain('Write notes.txt, 5 bytes?')
  expect(out).toBe('')
})

test.each(['\n', '\n\n', 'n\n', 'yesterday\n', 'ok\n', ''])('%j is none', async (typed) => {
  expect((await ask(typed)).result).toEqual({ action: 'decline' })
})

test('where nobody is at the terminal, only --yes is a yes, and the question is shown all the same', async () => {
  expect((await ask('yes\n', { tty: false })).result).toEqual({ action: 'decline' })
  const { result, err } = await ask('', { tty: false, yes: true })
  expect(result.action).toBe('accept')
  expect(err).toContain('Write notes.txt')
})

test('the server’s words move no cursor', async () => {
  expect((await ask('n\n')).err).not.toContain('\u001B[2J')
})

describe('what is no yes or no is declined, --yes notwithstanding', () => {
  test.each([
    [
      'a page to be opened',
      { mode: 'url', message: 'm', url: 'https://attacker.example', elicitationId: '1' },
    ],
    [
      'a text',
      {
        ...QUESTION,
        requestedSchema: { type: 'object', properties: { pin: { type: 'string' } }, required: ['pin'] },
      },
    ],
  ])('%s', async (_, params) => {
    expect((await ask('yes\n', { yes: true, params })).result).toEqual({ action: 'decline' })
  })
})
