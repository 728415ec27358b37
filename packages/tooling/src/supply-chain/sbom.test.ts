import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Version } from '@cyclonedx/cyclonedx-library/Spec'
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../repository.ts'
import { billOfMaterials, PNPM, reproducible } from './sbom.ts'

const TIME = '2026-01-02T03:04:05+01:00'
const validator = new JsonStrictValidator(Version.v1dot7)

test('a service’s bill of materials is valid, names all that it runs on, and is the same each time', async () => {
  const [text, again] = await Promise.all([
    billOfMaterials('token-vault', TIME),
    billOfMaterials('token-vault', TIME),
  ])
  expect(again).toBe(text)
  expect(await validator.validate(text)).toBeNull()
  const { specVersion, metadata, components } = JSON.parse(text) as {
    specVersion: string
    metadata: { timestamp: string; component: { name: string; type: string } }
    components: { name: string; group?: string; externalReferences?: { hashes?: { alg: string }[] }[] }[]
  }
  expect(specVersion).toBe('1.7')
  expect(metadata).toMatchObject({
    timestamp: '2026-01-02T02:04:05.000Z',
    component: { name: 'token-vault', type: 'application' },
  })
  const manifest = JSON.parse(
    readFileSync(join(repositoryRoot, 'apps/token-vault/package.json'), 'utf8'),
  ) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  const names = components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`))
  expect(Object.keys(manifest.dependencies).length).toBeGreaterThan(3)
  expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)))
  // What only tests use is in no image.
  expect(names).not.toContain('@chain-of-trust/testkit')
  // Nobody can check a package against a bill that does not say which bytes it was.
  const withoutDigest = components.filter(
    ({ group, externalReferences = [] }) =>
      group !== '@chain-of-trust' && !externalReferences.some(({ hashes }) => hashes?.[0]?.alg === 'SHA-512'),
  )
  expect(withoutDigest).toEqual([])
}, 60_000)

test('a document that breaks the schema is not valid', async () => {
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.7',
    version: 1,
    components: [{ type: 'library', name: 'a' }],
  }
  expect(await validator.validate(JSON.stringify(bom))).toBeNull()
  const broken = { ...bom, components: [{ type: 'libary', name: 'a' }] }
  expect(await validator.validate(JSON.stringify(broken))).not.toBeNull()
})

test('order and chance change nothing; another component is another serial number', () => {
  const bom = (...purls: string[]) => ({
    serialNumber: `urn:uuid:${crypto.randomUUID()}`,
    metadata: { timestamp: new Date().toISOString() },
    components: purls.map((purl) => ({ purl })),
    dependencies: [{ ref: 'r', dependsOn: purls }],
  })
  const one = reproducible(bom('a', 'b'), TIME)
  expect(reproducible(bom('b', 'a'), TIME)).toEqual(one)
  expect(one.serialNumber).toMatch(
    /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
  )
  expect(reproducible(bom('a', 'c'), TIME).serialNumber).not.toBe(one.serialNumber)
})

test('one pnpm installs, lists and builds', () => {
  const [, version = ''] = PNPM.split('@')
  const files = ['packages/tooling/bin/run.mjs', 'infra/Dockerfile']
  for (const file of files) {
    const named = readFileSync(join(repositoryRoot, file), 'utf8').match(/pnpm@[\d.]+/g) ?? []
    expect([file, new Set(named)]).toEqual([file, new Set([`pnpm@${version}`])])
  }
})
