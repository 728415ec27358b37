import { Refusal } from '@chain-of-trust/auth-core'
import { describe, expect, test } from 'vitest'
import { converse, REVISIONS, verified } from './conversation.fixture.ts'
import { makeWorkspace } from './root/workspace.fixture.ts'

const workspace = makeWorkspace({ 'a.txt': 'text' })

describe.each(REVISIONS)('to a client of revision %s', (revision) => {
  test('a token without the scope writes nothing, and the answer says what is missing', async () => {
    await using root = await workspace.open()
    await using talk = await converse(root, { revision })
    const { isError, text, _meta } = await talk.call('write_file', { path: 'b.txt', content: 'x' })
    expect(isError).toBe(true)
    expect(text).toContain('Workspace.Write')
    expect(_meta?.['chain-of-trust.example/refusal']).toMatchObject({
      error: 'insufficient_scope',
      reason: 'scope_insufficient',
    })
    expect(talk.audit.records).toEqual([
      expect.objectContaining({
        event: 'token_accepted',
        outcome: 'failure',
        reason: 'scope_insufficient',
        tool: 'write_file',
        scopes: { granted: ['Workspace.Read'], requested: ['Workspace.Write'] },
      }),
    ])
  })

  test('a token that is no longer good is asked for at each call, and the session goes on after a fresh one', async () => {
    const token = await verified()
    let refusal: Refusal | undefined
    await using root = await workspace.open()
    await using talk = await converse(root, {
      revision,
      credential() {
        if (refusal !== undefined) throw refusal
        return token
      },
    })
    expect((await talk.call('read_file', { path: 'a.txt' })).isError).toBeFalsy()
    refusal = new Refusal('token_revoked', { token })
    const refused = await talk.call('read_file', { path: 'a.txt' })
    expect(refused.isError).toBe(true)
    expect(refused.text).toContain('ai-host-cli login')
    expect(refused._meta?.['chain-of-trust.example/refusal']).toMatchObject({ reason: 'token_revoked' })
    refusal = undefined
    expect((await talk.call('read_file', { path: 'a.txt' })).isError).toBeFalsy()
    expect(talk.records()).toEqual([
      'token_accepted success read_file',
      'token_accepted failure token_revoked read_file',
      'token_accepted success read_file',
    ])
  })
})

test('a call that cannot be recorded does not happen', { tags: ['LOG-1', 'PIT-5'] }, async () => {
  await using root = await workspace.open()
  await using talk = await converse(root)
  talk.audit.write = () => {
    throw new Error('disk full')
  }
  const { isError, text } = await talk.call('read_file', { path: 'a.txt' })
  expect([isError, text]).toEqual([true, expect.stringContaining('fault of the server')])
  expect(talk.faults).toHaveLength(1)
})

test('whoever may write may read', async () => {
  const writer = await verified({ scp: 'Workspace.Write' })
  await using root = await workspace.open()
  await using talk = await converse(root, { credential: () => writer })
  expect((await talk.call('read_file', { path: 'a.txt' })).isError).toBeFalsy()
})

test('a request that was sent just before the client closed is answered', async () => {
  await using root = await workspace.open()
  const talk = await converse(root)
  const answer = talk.call('search_files', { query: 'text' })
  talk.serving.stop()
  expect((await answer).isError).toBeFalsy()
  await talk.serving.done
})
