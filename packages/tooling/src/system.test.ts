import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@chain-of-trust/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { isHealthy } from './health.ts'
import type { ServiceEntry } from './services.ts'
import { describeEnd, startSystem } from './system.ts'

// Each starts processes, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 30_000 })

const HEALTHY = `
import { createServer } from 'node:http'
console.log(JSON.stringify({ level: 30, msg: 'a quiet line' }))
console.log(JSON.stringify({ level: 40, msg: 'a loud line' }))
const server = createServer((request, response) => {
  if (request.url === '/die') { console.error('a last word'); process.exit(3) }
  response.end('{"status":"ok"}')
})
server.listen(PORT, '127.0.0.1')
process.on('SIGTERM', () => { server.close(); server.closeAllConnections() })
`

async function fakeService(folder: string, name: string, source = HEALTHY): Promise<ServiceEntry> {
  const port = await freePort()
  const main = join(folder, `${name}.mjs`)
  writeFileSync(main, source.replace('PORT', String(port)))
  return { name, port, url: `http://127.0.0.1:${port}`, main }
}

const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'chain-of-trust-'))

test('the system starts, shows warnings, keeps every line in a file, and stops', async () => {
  const stateDir = temporaryFolder()
  const service = await fakeService(stateDir, 'one')
  const said: string[] = []
  const system = await startSystem({ stateDir, services: [service], say: (line) => said.push(line) })
  expect(await isHealthy(service)).toBe(true)
  await system.stop()
  expect(await isHealthy(service)).toBe(false)
  expect(said.join('\n')).toContain('a loud line')
  expect(said.join('\n')).not.toContain('a quiet line')
  expect(readFileSync(join(stateDir, 'log/one.log'), 'utf8')).toContain('a quiet line')
})

test('every used port is named at once, with the service that needs it', async () => {
  const stateDir = temporaryFolder()
  const services = [await fakeService(stateDir, 'one'), await fakeService(stateDir, 'two')]
  for (const { port } of services) {
    const squatter = createServer().listen(port, '127.0.0.1')
    await new Promise((resolve) => squatter.once('listening', resolve))
    onTestFinished(() => void squatter.close())
  }
  await expect(startSystem({ stateDir, services })).rejects.toThrow(
    new RegExp(`${services[0]?.port}.+one\\n.+${services[1]?.port}.+two`),
  )
})

test('a service that ends at the start is named with its last lines, and the others are stopped', async () => {
  const stateDir = temporaryFolder()
  const good = await fakeService(stateDir, 'good')
  const bad = await fakeService(stateDir, 'bad', `console.error('no key found'); process.exit(1)`)
  await expect(startSystem({ stateDir, services: [good, bad] })).rejects.toThrow(
    /bad ended \(exit status 1\)[\s\S]+no key found/,
  )
  expect(await isHealthy(good)).toBe(false)
})

test('a service that ends later is reported with how it ended', async () => {
  const stateDir = temporaryFolder()
  const service = await fakeService(stateDir, 'one')
  const system = await startSystem({ stateDir, services: [service] })
  await fetch(`${service.url}/die`).catch(() => {})
  const end = await system.died
  expect(describeEnd(end)).toMatch(/one ended \(exit status 3\)[\s\S]+a last word/)
  await system.stop()
})

test('a service does not outlive a parent that was killed hard', async () => {
  const stateDir = temporaryFolder()
  const service = await fakeService(stateDir, 'one')
  const system = join(import.meta.dirname, 'system.ts')
  const parent = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { startSystem } = await import(${JSON.stringify(system)})
     await startSystem(${JSON.stringify({ stateDir, services: [service] })})
     process.kill(process.pid, 'SIGKILL')`,
  ])
  const signal = await new Promise((resolve) => parent.once('exit', (_code, by) => resolve(by)))
  expect(signal).toBe('SIGKILL')
  await expect.poll(() => isHealthy(service)).toBe(false)
})

test('keys are made once, readable by their owner alone, with the certificate beside', async () => {
  const stateDir = temporaryFolder()
  const service = await fakeService(stateDir, 'one')
  await (await startSystem({ stateDir, services: [service] })).stop()
  const key = join(stateDir, 'keys/orchestrator.pem')
  expect(statSync(key).mode & 0o777).toBe(0o600)
  expect(statSync(join(stateDir, 'keys')).mode & 0o777).toBe(0o700)
  expect(existsSync(join(stateDir, 'certificates/orchestrator.pem'))).toBe(true)
})
