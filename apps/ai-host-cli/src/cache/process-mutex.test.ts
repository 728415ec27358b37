import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exclusively } from './process-mutex.ts'

const fileOf = () => join(mkdtempSync(join(tmpdir(), 'process-mutex-')), 'lock')
const module = new URL('process-mutex.ts', import.meta.url).href

test('one at a time, in one process too', async () => {
  const file = fileOf()
  let inside = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++inside)
    await new Promise((done) => setImmediate(done))
    inside--
  }
  await Promise.all(Array.from({ length: 5 }, () => exclusively(file, work)))
  expect(most).toBe(1)
})

test('another process that holds it is waited for, and its end, however it comes, sets it free', async () => {
  const file = fileOf()
  const script = `import { exclusively } from ${JSON.stringify(module)}
    await exclusively(process.argv[1], () => new Promise(() => { console.log('held'); setInterval(() => {}, 1e6) }))`
  const other = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(other.stdout, 'data')
  let waited = false
  const order: string[] = []
  const ended = once(other, 'exit').then(() => order.push('ended'))
  await exclusively(
    file,
    async () => {
      order.push('mine')
    },
    {
      onWait: () => {
        waited = true
        other.kill('SIGKILL')
      },
    },
  )
  await ended
  expect(waited).toBe(true)
  expect(order.toSorted()).toEqual(['ended', 'mine'])
}, 20_000)

test('a failure sets it free', async () => {
  const file = fileOf()
  await expect(exclusively(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await expect(exclusively(file, async () => 'free')).resolves.toBe('free')
})

test('whoever waits can be stopped', async () => {
  const file = fileOf()
  const stopped = new AbortController()
  await exclusively(file, async () => {
    const waiting = exclusively(file, async () => 'never', {
      signal: stopped.signal,
      onWait: () => stopped.abort(),
    })
    await expect(waiting).rejects.toThrow('aborted')
  })
})
