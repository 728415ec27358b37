import { openSqlDatabase } from '@chain-of-trust/service-kit'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addNotice, openNoticeStore } from './sql-notice-store.ts'
import { webhookOf } from './webhook-key.ts'
import { createWebhook } from './webhook.ts'

const MINUTE = 60_000

async function openWebhook(answers: (number | Error)[]) {
  const clock = { now: Date.parse('2026-07-01T00:00:00Z') }
  const sent: Headers[] = []
  const logged: string[] = []
  const database = await openSqlDatabase({}, ':memory:')
  const store = await openNoticeStore(database)
  const options = {
    url: 'https://hooks.example/',
    key: Buffer.alloc(32, 7),
    host: 'http://localhost:4400',
    store,
    now: () => clock.now,
    log: {
      warn: (...words: unknown[]) => void logged.push(`warn ${String(words[1])}`),
      error: (...words: unknown[]) => void logged.push(`error ${String(words[1])}`),
    } as never,
    fetch: async (_url: string, { headers }: RequestInit) => {
      sent.push(new Headers(headers))
      const answer = answers.shift() ?? 204
      if (answer instanceof Error) throw answer
      return new Response(null, { status: answer })
    },
  }
  const open = () => createWebhook(options)
  const webhook = open()
  const announce = () => addNotice(database, webhook.notice(WAITING))
  return { webhook, other: open(), announce, clock, sent, logged, store }
}
const WAITING = { jobId: 'job-1', operationId: 'op-1', needs: 'step_up' } as const

test('what is not delivered is tried again, later each time, under one id and with a fresh signature', async () => {
  const { webhook, announce, clock, sent, logged } = await openWebhook([500, new Error('no route'), 204])
  await announce()
  await webhook.deliver()
  await webhook.deliver()
  expect(sent).toHaveLength(1)
  clock.now += 5000
  await webhook.deliver()
  clock.now += 5 * MINUTE
  await webhook.deliver()
  clock.now += 24 * 60 * MINUTE
  await webhook.deliver()
  expect(sent).toHaveLength(3)
  expect(new Set(sent.map((headers) => headers.get('webhook-id'))).size).toBe(1)
  expect(new Set(sent.map((headers) => headers.get('webhook-signature'))).size).toBe(3)
  expect(logged).toHaveLength(2)
})

test('two processes make each attempt once', async () => {
  const { webhook, other, announce, sent } = await openWebhook([])
  await announce()
  await Promise.all([webhook.deliver(), other.deliver()])
  expect(sent).toHaveLength(1)
})

test('an endpoint that is gone is not asked again; one that never answers is given up', async () => {
  const gone = await openWebhook([410])
  await gone.announce()
  await gone.webhook.deliver()
  expect(await gone.store.due(Infinity)).toEqual([])

  const dead = await openWebhook(Array.from({ length: 20 }, () => 503))
  await dead.announce()
  for (let day = 0; day < 20; day += 1) {
    await dead.webhook.deliver()
    dead.clock.now += 24 * 60 * MINUTE
  }
  expect(dead.sent).toHaveLength(8)
  expect(dead.logged.at(-1)).toContain('given up')
})

test.each([
  ['nothing', ''],
  ['no prefix', Buffer.alloc(32).toString('base64')],
  ['too short', `whsec_${Buffer.alloc(16).toString('base64')}`],
])('a key file with %s is refused without being quoted', (_what, text) => {
  const file = join(mkdtempSync(join(tmpdir(), 'webhook-')), 'key')
  writeFileSync(file, text)
  const read = () => webhookOf({ JOB_WEBHOOK_URL: 'https://hooks.example/', JOB_WEBHOOK_KEY_FILE: file })
  expect(read).toThrow(/whsec_ and 24 bytes/)
  expect(read).not.toThrow(/AAAA/)
})
