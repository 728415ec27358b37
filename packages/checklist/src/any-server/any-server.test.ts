import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registration } from '@chain-of-trust/service-kit'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLab, type Lab } from '../lab/lab.ts'
import { createProofKey } from '../proof.ts'
import { startCarelessServer } from './careless-server.fixture.ts'
import { attackTarget } from './command.ts'
import { judged } from './probe.ts'
import { PROBES, runProbes, type ProbeOutcome } from './run-probes.ts'

const folder = mkdtempSync(join(tmpdir(), 'any-server-'))
let lab: Lab
beforeAll(async () => void (lab = await startLab(folder)))
afterAll(async () => {
  await lab?.close()
  rmSync(folder, { recursive: true, force: true })
})

const verdicts = (outcomes: readonly ProbeOutcome[], verdict: string) =>
  outcomes.filter((outcome) => outcome.verdict === verdict).map(({ id, saw }) => `${id}: ${saw}`)

test('our own server refuses everything that applies, with a token and without', async () => {
  const { mcp } = lab
  const now = Math.floor(Date.now() / 1000)
  const outcomes = await runProbes({
    url: mcp.resource,
    audience: mcp.audience,
    token: { value: await mcp.token(), kind: 'dpop', key: mcp.key },
    otherAudience: await mcp.token({ aud: registration('mock-graph').appId }),
    expired: await mcp.token({ iat: now - 7200, nbf: now - 7200, exp: now - 3600 }),
  })
  expect(verdicts(outcomes, 'accepted')).toEqual([])
  expect(verdicts(outcomes, 'not applicable')).toEqual(['session-made-up: it gives no sessions'])
  expect(outcomes).toHaveLength(PROBES.length)
})

test('the command says the same of it, with tokens and key from files, and shows none of them', async () => {
  const { mcp } = lab
  const expired = { iat: 1_700_000_000, nbf: 1_700_000_000, exp: 1_700_003_600 }
  const texts = {
    token: await mcp.token(),
    key: JSON.stringify(mcp.key.privateJwk),
    other: await mcp.token({ aud: registration('mock-graph').appId }),
    expired: await mcp.token(expired),
  }
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), `${text}\n`)
  const lines: string[] = []
  const options = ['--token-kind=dpop', `--token-file=${folder}/token`, `--dpop-key-file=${folder}/key`]
  const others = [`--other-audience-token-file=${folder}/other`, `--expired-token-file=${folder}/expired`]
  const args = [`--target=${mcp.resource}`, `--audience=${mcp.audience}`, ...options, ...others]
  expect(await attackTarget(args, (line) => lines.push(line))).toBe(0)
  expect(lines.at(-1)).toMatch(/^\n21 refused, 0 accepted, 1 not applicable; \d+ requests were sent$/)
  for (const text of Object.values(texts)) expect(lines.join('\n')).not.toContain(text)
})

test('without a token nothing is claimed about what takes one', async () => {
  const outcomes = await runProbes({ url: lab.mcp.resource })
  expect(verdicts(outcomes, 'accepted')).toEqual([])
  expect(verdicts(outcomes, 'not applicable')).toHaveLength(12)
})

test('a token that is not good proves nothing about the twists', async () => {
  const stranger = await createTestIssuer()
  const value = await stranger.token({ audience: lab.mcp.audience, scp: 'Documents.Read' })
  const token = { value, kind: 'dpop', key: await createProofKey() } as const
  const outcomes = await runProbes({ url: lab.mcp.resource, token })
  expect(outcomes.find(({ id }) => id === 'proof-missing')).toMatchObject({
    verdict: 'not applicable',
    saw: 'the good token itself is refused: 401 invalid_token',
  })
})

test('a server that asks for nothing is told so, each time', async () => {
  const { url, close } = await startCarelessServer({ asks: false })
  const outcomes = await runProbes({ url: `${url}/mcp` })
  await close()
  expect(verdicts(outcomes, 'refused')).toEqual([])
  const accepted = outcomes.filter(({ verdict }) => verdict === 'accepted').map(({ id }) => id)
  expect(accepted).toEqual([
    'no-token',
    'metadata-missing',
    'token-malformed',
    'alg-none',
    'signature-forged',
    'issuer-foreign',
  ])
})

test('a server that believes any token is found out by what it takes', async () => {
  const { url, close } = await startCarelessServer({ asks: true })
  const value = await lab.mcp.token()
  const outcomes = await runProbes({
    url: `${url}/mcp`,
    token: { value, kind: 'bearer' },
    otherAudience: value,
    expired: value,
  })
  await close()
  expect(verdicts(outcomes, 'refused')).toEqual([
    'no-token: 401 invalid_token',
    expect.stringContaining('metadata-missing: 200'),
  ])
  const ids = outcomes.filter(({ verdict }) => verdict === 'not applicable').map(({ id }) => id)
  expect(ids).toEqual([
    'alg-hs256-with-public-key',
    'proof-missing',
    'binding-downgrade',
    'proof-by-another-key',
    'proof-replayed',
  ])
})

test('a server that fails at everything does not count as safe', () => {
  const answer = { headers: {}, text: '', accepted: false, error: undefined }
  expect(judged({ ...answer, status: 502 }).verdict).toBe('accepted')
  expect(judged({ ...answer, status: 401 }).verdict).toBe('refused')
})

test('a server that is not there is no finding', async () => {
  const gone = await startCarelessServer({ asks: false })
  await gone.close()
  await expect(runProbes({ url: `${gone.url}/mcp` })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
