import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { readCompose } from './compose.fixture.ts'

const { services } = readCompose()
const checks = new Map(
  Object.entries(services)
    .filter(([, { environment }]) => environment['PORT'] !== undefined)
    .map(([name, { healthcheck }]) => [name, healthcheck?.test]),
)

/** Runs the health check of the AI host as its container does, but on another port. @returns exit status */
async function check(port: number): Promise<number> {
  const [cmd, program = '', ...args] = checks.get('ai-host') ?? []
  expect(cmd).toBe('CMD')
  // In the file `$$` is a `$` that compose leaves alone.
  const command = args.map((arg) => arg.replaceAll('$$', '$'))
  const child = spawn(program, command, { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' })
  const [status] = (await once(child, 'close')) as [number]
  return status
}

async function listening(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('services and proxies are checked in one way', () => {
  expect(checks.size).toBeGreaterThan(10)
  for (const [name, command] of checks) expect([name, command]).toEqual([name, checks.get('ai-host')])
})

test('healthy is who answers 200 to GET /healthz', async () => {
  const port = await listening((request, response) => {
    response.statusCode = request.method === 'GET' && request.url === '/healthz' ? 200 : 404
    response.end('{}')
  })
  expect(await check(port)).toBe(0)
})

test('another answer, none, and nobody there are not healthy', async () => {
  for (const status of [204, 302, 401, 500, 503]) {
    const port = await listening((_request, response) => {
      response.statusCode = status
      response.end('200')
    })
    expect([status, await check(port)]).toEqual([status, 1])
  }
  const silent = await listening((request) => request.socket.destroy())
  expect(await check(silent)).not.toBe(0)
  const gone = createServer().listen(0, '127.0.0.1')
  await once(gone, 'listening')
  const { port } = gone.address() as AddressInfo
  gone.close()
  await once(gone, 'close')
  expect(await check(port)).not.toBe(0)
})
