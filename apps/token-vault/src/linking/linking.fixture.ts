/** The linking pages over a real store, cipher and sign-in, with two providers; time and people are the test's. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { memoryAuditLog, memoryRevocations, Secret } from '@chain-of-trust/auth-core'
import { createService, openSqlDatabase, registration, type SqlDatabase } from '@chain-of-trust/service-kit'
import { openAccessControl } from '../access/access-control.ts'
import { systemClock } from '../clock.ts'
import { createVaultCipher } from '../envelope/create-vault-cipher.ts'
import { openFileKeks } from '../kek/file-keks.ts'
import { github } from '../providers/github.ts'
import { jira } from '../providers/jira.ts'
import type { Fetch } from '../providers/oauth-request.ts'
import { openSessions } from '../session/sessions.ts'
import { TestBrowser, type Shown } from '../session/browser.fixture.ts'
import { createTestSignIn, TENANT } from '../session/sign-in.fixture.ts'
import { openLinkStore } from '../store/sql-link-store.ts'
import { createVault } from '../vault.ts'
import { openAuthorizationRequests } from './authorization-requests.ts'
import { createGiveBack } from './give-back.ts'
import { openLinkRequests } from './link-requests.ts'
import { linkingPages } from './linking.ts'
import { openReplacements } from './replacements.ts'
import { createTestProvider } from './provider.fixture.ts'

export const ORIGIN = 'http://localhost:4420'
export const MCP_GITHUB = registration('mcp-github').appId
export const MCP_JIRA = registration('mcp-jira').appId
export { TENANT }

const CLIENT = 'token-vault'
const SECRET = 's'.repeat(43)

function provider(name: string, accountAnswer: (account: string) => object) {
  const redirectUri = `${ORIGIN}/callback/${name}`
  const issuer = `http://localhost:4492/${name}`
  return createTestProvider({ issuer, clientId: CLIENT, secret: SECRET, redirectUri, accountAnswer })
}

/** As far away as PostgreSQL: between two statements of one request, those of another run. */
function overNetwork(database: SqlDatabase): SqlDatabase {
  return {
    ...database,
    async all(sql, ...values) {
      const rows = await database.all(sql, ...values)
      await setImmediate()
      return rows
    },
  }
}

export async function startLinking() {
  const clock = { ahead: 0 }
  const now = () => Date.now() + clock.ahead
  const audit = memoryAuditLog('token-vault')
  const revocations = memoryRevocations()
  const database = overNetwork(
    await openSqlDatabase({ DATABASE_URL: undefined, DATABASE_PASSWORD_FILE: undefined }, ':memory:'),
  )
  const store = await openLinkStore(database, now)
  const keks = openFileKeks(mkdtempSync(join(tmpdir(), 'linking-')), now)
  await keks.renew()
  const cipher = createVaultCipher(keks)

  const at = {
    github: provider('github', (login) => ({ id: `id-${login}`, login })),
    jira: provider('jira', (displayName) => ({ accountId: `id-${displayName}`, displayName })),
  }
  const fetch: Fetch = (input, init = {}) => {
    const url = new URL(input)
    return (url.pathname.startsWith('/github') ? at.github : at.jira).fetch(url, init)
  }
  const settings = (name: string, apiUrl: string) => ({
    issuer: `http://localhost:4492/${name}`,
    apiUrl: `http://localhost:4492/${apiUrl}`,
    clientId: CLIENT,
    clientSecret: new Secret(SECRET),
  })
  const providers = new Map([
    ['github', github(settings('github', 'github/api'))],
    ['jira', jira(settings('jira', 'jira/rest/api/3'))],
  ])
  const accessControl = openAccessControl(providers)
  const clocked = { ...systemClock, now }
  const vault = createVault({
    store,
    cipher,
    providers,
    audit,
    fetch,
    clock: clocked,
    onTrouble(error) {
      throw error
    },
  })
  const signIn = createTestSignIn(ORIGIN, registration('token-vault').appId, now)
  const linkRequests = await openLinkRequests(database, { origin: ORIGIN, now })
  const app = createService({ name: 'token-vault', logLevel: 'silent' })
  await linkingPages(app, {
    origin: ORIGIN,
    authority: signIn.authority,
    database,
    store,
    links: vault.links,
    linkRequests,
    accessControl,
    cipher,
    webSignIn: signIn.webSignIn,
    revocations,
    audit,
    agent: 'Chain of Trust orchestrator',
    aiHost: { displayName: 'the AI host', url: 'http://localhost:4400' },
    fetch,
    now,
  })

  const newBrowser = () => new TestBrowser(app, ORIGIN)
  return {
    app,
    at,
    audit,
    cipher,
    clock,
    database,
    links: vault.links,
    linkRequests,
    newBrowser,
    pruning: {
      linkRequests,
      accessControl,
      sessions: await openSessions(database, now),
      authorizations: await openAuthorizationRequests(database, now),
      replacements: await openReplacements(database, cipher, now),
      giveBack: createGiveBack(audit, fetch),
    },
    revocations,
    signIn,
    store,
    vault,
    /** A link that an agent was given for this person, through this server. */
    async ask(oid: string, client = MCP_GITHUB, scopes = ['issues:read']): Promise<string> {
      return (await linkRequests.createLinkRequest({ tid: TENANT, oid, client }, scopes)).url
    },
    /** Opens a page, and signs in on the way if it is asked for. */
    async openAs(
      oid: string,
      url: string,
      browser = newBrowser(),
    ): Promise<{ browser: TestBrowser; page: Shown }> {
      const shown = await browser.open(url)
      if (shown.location === undefined) return { browser, page: shown }
      return { browser, page: await browser.open(signIn.as(shown.location, oid)) }
    },
    /** Why and how it ended, last. */
    lastRecord: () => audit.records.at(-1),
  }
}

export type TestLinking = Awaited<ReturnType<typeof startLinking>>
export const ALLOW = { decision: 'allow' }
export const owner = (oid: string, client = MCP_GITHUB) => ({ tid: TENANT, oid, client })
