import { memoryAuditLog, memoryRevocations, Secret, type AccessToken } from '@chain-of-trust/auth-core'
import { createTestIssuer } from '@chain-of-trust/testkit'
import { createLongRunning, createTokenSeal } from '@chain-of-trust/token-flow'
import type { FastifyBaseLogger } from 'fastify'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import type { Caller } from '../../tools/tool-call.ts'
import { createGrants } from './grants.ts'
import type { StoredJob } from '../job.ts'
import { openState } from '../../state/open-state.ts'

const idp = await createTestIssuer()
const SCOPES = ['http://localhost:4411/mcp/Documents.Read']
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string
const now = () => Math.floor(Date.now() / 1000)

/** Grants on a store of their own; each refresh token is good once, as strict authorization servers have it. */
async function openGrants({ known = () => true }: { known?: () => boolean } = {}) {
  const valid = new Set<string>()
  const redeemed: string[] = []
  const meanwhile: { work?: () => Promise<unknown> } = {}
  const fetch = async (_url: string, init: RequestInit = {}) => {
    const form = new URLSearchParams(init.body as string)
    const held = form.get('refresh_token')
    if (held !== null) {
      redeemed.push(held)
      await meanwhile.work?.()
      if (!valid.delete(held)) return Response.json({ error: 'invalid_grant' }, { status: 400 })
    }
    const refresh_token = randomBytes(16).toString('hex')
    valid.add(refresh_token)
    const access_token = await idp.token({ audience: 'mcp', scp: 'Documents.Read' })
    return Response.json({
      token_type: 'Bearer',
      access_token,
      refresh_token,
      expires_in: 3600,
      scope: SCOPES[0],
    })
  }
  const longRunning = createLongRunning({
    clientId: 'orchestrator',
    tenantId: idp.tenant,
    issuer: idp.issuer,
    tokenEndpoint: `http://localhost:4490/${idp.tenant}/oauth2/v2.0/token`,
    key: { privateKey, thumbprintSha256: 'ab'.repeat(32) },
    fetch,
  })
  const store = (await openState()).jobs.grants
  const revocations = memoryRevocations({ known })
  const audit = memoryAuditLog('orchestrator')
  const seal = createTokenSeal(randomBytes(32))
  const errors: unknown[] = []
  const log = { error: (told: unknown) => void errors.push(told) } as Pick<FastifyBaseLogger, 'error'>
  const options = { store, seal, longRunning, audit, revocations, clientId: 'orchestrator', log }
  const grants = createGrants(options)
  const job = { id: 'job-1', subject: { tid: 't', oid: 'alice' } } as StoredJob
  const token = {
    tid: 't',
    oid: 'alice',
    clientId: 'host',
    uti: 'uti-a',
    acrs: [] as string[],
    issuedAt: now(),
  }
  const caller = {
    token: token as unknown as AccessToken,
    credential: new Secret(await idp.token({ audience: 'orchestrator', scp: 'access_as_user' })),
    where: {},
  } as Caller
  await grants.renew(job, caller, [SCOPES])
  return {
    grants,
    job,
    caller,
    store,
    errors,
    revocations,
    valid,
    redeemed,
    meanwhile,
    other: () => createGrants(options),
  }
}

test('calls at the same time redeem one refresh token after the other, each once', async () => {
  const { grants, job, redeemed } = await openGrants()
  const runs = [1, 2, 3, 4].map(() => grants.forRun(job)(SCOPES))
  await Promise.all(runs)
  expect(redeemed).toHaveLength(4)
  expect(new Set(redeemed).size).toBe(4)
})

test('within a run a token is obtained once', async () => {
  const { grants, job, redeemed } = await openGrants()
  const tokenB = grants.forRun(job)
  expect(await tokenB(SCOPES)).toMatchObject({ cached: false })
  expect(await tokenB(SCOPES)).toMatchObject({ cached: true })
  expect(redeemed).toHaveLength(1)
})

test('a refused refresh token takes only itself along: what the person renewed meanwhile is used', async () => {
  const { grants, job, caller, store, valid, meanwhile, redeemed, other } = await openGrants()
  valid.clear()
  meanwhile.work = () => {
    delete meanwhile.work
    // Another process, so that it does not wait for its turn.
    return other().renew(job, caller, [SCOPES])
  }
  expect(await grants.forRun(job)(SCOPES)).toMatchObject({ scopes: ['Documents.Read'] })
  expect(redeemed).toHaveLength(2)
  expect(await store.find(job.id)).toMatchObject({ generation: 3 })
})

test('a refused refresh token is not kept', async () => {
  const { grants, job, store, valid } = await openGrants()
  valid.clear()
  await expect(grants.forRun(job)(SCOPES)).rejects.toMatchObject({ reason: 'sign_in_required' })
  expect(await store.find(job.id)).toBeUndefined()
})

test('a grant that was destroyed while it was used does not come back', async () => {
  const { grants, job, store, meanwhile } = await openGrants()
  meanwhile.work = () => grants.destroy(job.id)
  const tokenB = grants.forRun(job)
  await tokenB(SCOPES)
  expect(await store.find(job.id)).toBeUndefined()
  await expect(tokenB(SCOPES)).rejects.toMatchObject({ reason: 'sign_in_required' })
})

test('a revocation destroys the grants from before it, at once, and those of nobody else', async () => {
  const { grants, job, caller, store, revocations, redeemed } = await openGrants()
  const bobs = { ...job, id: 'job-2', subject: { tid: 't', oid: 'bob' } }
  await grants.renew(bobs, caller, [SCOPES])
  revocations.revoke(job.subject, now() + 1)
  await expect(grants.forRun(job)(SCOPES)).rejects.toMatchObject({ reason: 'sign_in_required' })
  expect(await store.find(job.id)).toBeUndefined()
  expect(await store.find(bobs.id)).toBeDefined()
  expect(redeemed).toEqual([])
})

test('a revoked grant that cannot be removed ends nothing but itself', async () => {
  const { grants, job, store, errors, revocations, redeemed } = await openGrants()
  const err = new Error('disk full')
  store.issuedBefore = () => Promise.reject(err)
  revocations.revoke(job.subject, now() + 1)
  await vi.waitFor(() => expect(errors).toEqual([{ err }]), { timeout: 20_000 })
  await expect(grants.forRun(job)(SCOPES)).rejects.toMatchObject({ reason: 'sign_in_required' })
  expect(redeemed).toEqual([])
})

test('a grant from before a revocation that this process was told of at its start is not used', async () => {
  const { grants, job, store, revocations, redeemed } = await openGrants()
  const grant = (await store.find(job.id))!
  revocations.revoke(job.subject, now() + 1)
  await vi.waitFor(async () => expect(await store.find(job.id)).toBeUndefined(), { timeout: 20_000 })
  expect(await store.put(job, grant, undefined)).toBe(true)
  await expect(grants.forRun(job)(SCOPES)).rejects.toMatchObject({ reason: 'sign_in_required' })
  expect(redeemed).toEqual([])
})

test('until all revocations are known, nothing runs, and nothing is lost', async () => {
  let known = false
  const { grants, job } = await openGrants({ known: () => known })
  await expect(grants.forRun(job)(SCOPES)).rejects.toMatchObject({
    reason: 'revocations_unknown',
    status: 503,
  })
  known = true
  expect(await grants.forRun(job)(SCOPES)).toMatchObject({ scopes: ['Documents.Read'] })
})

test('a row that was copied over another job’s does not open', async () => {
  const { grants, job, store } = await openGrants()
  const mallorys = { ...job, id: 'job-m', subject: { tid: 't', oid: 'mallory' } }
  await store.put(mallorys, (await store.find(job.id))!, undefined)
  await expect(grants.forRun(mallorys)(SCOPES)).rejects.toMatchObject({ reason: 'sign_in_required' })
})
