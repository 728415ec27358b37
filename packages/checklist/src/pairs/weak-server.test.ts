import { expect, test } from 'vitest'
import { startWeakServer } from './weak-server.ts'

test('a vulnerable variant listens on loopback alone', async () => {
  const { url, close } = await startWeakServer(() => ({ status: 200, body: {} }))
  try {
    expect(new URL(url).hostname).toBe('127.0.0.1')
    expect((await fetch(url)).status).toBe(200)
    // The whole of 127/8 is this machine; a server on all addresses would answer here as well.
    await expect(fetch(url.replace('127.0.0.1', '127.0.0.2'))).rejects.toThrow('fetch failed')
  } finally {
    await close()
  }
})

test('what a variant cannot verify is a 401, and not its end', async () => {
  const { url, close } = await startWeakServer(() => Promise.reject(new Error('signature')))
  expect((await fetch(url)).status).toBe(401)
  expect((await fetch(url)).status).toBe(401)
  await close()
})
