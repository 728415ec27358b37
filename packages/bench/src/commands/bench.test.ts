import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { benchmarks } from '../benchmarks/all.ts'

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL('bench.ts', import.meta.url)), ...args], {
    encoding: 'utf8',
  })

interface Output {
  machine: string
  benchmarks: Record<string, unknown>[]
}

test('every benchmark still runs, and says what the contract wants', { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = bench('--quick', '--json')
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: benchmarks.map(({ name }) => `${name} …\n`).join(''),
  })
  const { machine, benchmarks: results } = JSON.parse(stdout) as Output
  expect(machine).toContain(process.version.slice(1))
  expect(new Set(results.map(({ name }) => name)).size).toBe(results.length)
  expect(results.length).toBeGreaterThan(benchmarks.length)
  for (const result of results) {
    expect(result).toMatchObject({
      name: expect.any(String) as string,
      ours: expect.any(Number) as number,
      baseline: expect.any(Number) as number,
      ratio: expect.any(Number) as number,
      unit: expect.any(String) as string,
    })
    expect(result['ratio']).toBeGreaterThan(0)
  }
})

test('only the chosen ones are run', () => {
  const { status, stdout, stderr } = bench('--quick', '--only', 'exchange-single')
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'exchange-single-flight …\n' })
  expect(stdout).toMatch(/16 equal misses at once +msal-node's cache +1 +16 /)
})

test('an unknown name is answered with those that there are', () => {
  const { status, stderr } = bench('--only', 'nosuch')
  expect(status).toBe(1)
  expect(stderr).toContain('exchange-hit')
})
