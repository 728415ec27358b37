import { expect, test } from 'vitest'
import { extension } from './fixture.ts'
import { host } from './hosted.ts'
import { conformance } from './suite.ts'

/** Required by the suite of each revision; none is excused. */
const REQUIRED = { '2026-07-28': 37, '2025-11-25': 30 } as const

test.each(['2026-07-28', '2025-11-25'] as const)(
  'our hosting layer passes every required server scenario of %s, behind the gate',
  async (revision) => {
    const server = await host({ extension })
    const { status, passed, failed, faults } = await conformance([
      'server',
      '--url',
      server.url,
      '--requirements',
      revision,
    ])
    await server.close()
    expect({ failed, faults }).toEqual({ failed: [], faults: expect.anything() })
    expect(passed).toContain('tools-list')
    expect(passed).toHaveLength(REQUIRED[revision])
    expect(status).toBe(0)
  },
)

test('the suite gets no further than the gate without the token that the proxy adds', async () => {
  const server = await host({ extension })
  const run = ['server', '--url', server.url, '--scenario', 'tools-call-simple-text']
  expect((await conformance([...run, '--spec-version', '2026-07-28'])).status).toBe(0)
  expect(server.audit.records).toContainEqual(
    expect.objectContaining({ event: 'token_exchanged', outcome: 'success', tool: 'test_simple_text' }),
  )
  expect(server.audit.records).toContainEqual(expect.objectContaining({ reason: 'dpop_nonce_required' }))
  expect((await conformance([...run.with(2, server.behind), '--spec-version', '2026-07-28'])).status).toBe(1)
  await server.close()
})

// What our own servers are: tools, nothing that streams. It also shows that the suite can fail here.
test.each([
  ['2026-07-28', ['tools-list', 'tools-call-simple-text', 'tools-call-error', 'dns-rebinding-protection']],
  [
    '2025-11-25',
    [
      'server-initialize',
      'ping',
      'tools-list',
      'tools-call-simple-text',
      'tools-call-error',
      'dns-rebinding-protection',
    ],
  ],
] as const)('without the extension, only what tools need is there: %s', async (revision, kept) => {
  const server = await host()
  const verdict = await conformance(['server', '--url', server.url, '--requirements', revision])
  await server.close()
  expect(verdict.passed).toEqual(expect.arrayContaining([...kept]))
  expect(verdict.failed).toEqual(
    expect.arrayContaining(['prompts-list', 'resources-list', 'tools-call-with-progress']),
  )
  expect(verdict.status).toBe(1)
})
