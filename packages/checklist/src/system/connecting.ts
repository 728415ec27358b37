/** Connecting an account, one step at a time, so that each can be done wrong. */
import { currentTrace } from '@chain-of-trust/auth-core'
import { answerPage, Browser, parseForms, type Page } from '@chain-of-trust/tooling'
import type { Answer } from '../http.ts'
import { createProofKey, type ProofKey } from '../proof.ts'
import { ACCOUNTS, connectUrl, linked, unlinked, type Linker } from './linked-accounts.ts'
import { VAULT, type LinkingServer, type LiveSystem } from './live-system.ts'
import type { Parameters } from './sign-in.ts'

const SAAS = 'http://localhost:4492'
const CALLBACK = `${VAULT}/callback/`
export const SESSION_COOKIE = 'token-vault-session'

export interface OpenPage {
  browser: Browser
  page: Page
}

/** A browser whose requests belong to the attack that is under way. It stops before it leaves for a provider. */
export function newBrowser(stopAt = SAAS): Browser {
  const trace = currentTrace()
  return new Browser(stopAt, trace === undefined ? {} : { traceparent: trace.traceparent })
}

/** Opens a page of the vault's, and signs in on the way if that is asked for. */
export async function openAs(person: string, url: string, browser = newBrowser()): Promise<OpenPage> {
  let page = await browser.open(url)
  while (new URL(page.url).origin !== VAULT && page.status !== 302) {
    const answer = await answerPage(browser, page, { person }, [])
    if (answer === undefined) throw new Error(`${person} cannot sign in: ${page.status}`)
    page = answer.next
  }
  return { browser, page }
}

/** A person in front of the vault's question whether they want this. */
export async function askedToConnect(
  system: LiveSystem,
  person: Linker,
  { server = 'mcp-github', browser = newBrowser() }: { server?: LinkingServer; browser?: Browser } = {},
): Promise<OpenPage> {
  return openAs(person, await connectUrl(system, person, server), browser)
}

/** A sign-in at the vault that this browser begins. @returns where the tenant sends it back to: Bob's code is in it */
export async function signedInUrl(browser: Browser): Promise<string> {
  const begun = await browser.open(`${VAULT}/`)
  const elsewhere = newBrowser(`${VAULT}/signed-in`)
  let page = await elsewhere.open(begun.url)
  while (page.status !== 302) {
    const answer = await answerPage(elsewhere, page, { person: 'Bob' }, [])
    if (answer === undefined) throw new Error(`nobody is let in: ${page.status}`)
    page = answer.next
  }
  return page.url
}

/** The code of such a sign-in, and what redeems it besides the vault's own key: all that the browser has. */
export async function codeOfVault(): Promise<{ redemption: Parameters; key: ProofKey }> {
  const browser = newBrowser()
  const answer = new URL(await signedInUrl(browser)).searchParams
  const begun = [...browser.cookies(VAULT)].find(([name]) => name.startsWith('token-vault-sign-in-'))?.[1]
  const { verifier } = JSON.parse(Buffer.from(begun ?? '', 'base64url').toString()) as { verifier: string }
  const redemption = {
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    code_verifier: verifier,
    redirect_uri: `${VAULT}/signed-in`,
    scope: 'openid profile',
  }
  return { redemption, key: await createProofKey() }
}

/** They say yes. @returns where their browser is sent: the provider's authorization endpoint */
export async function agree({ browser, page }: OpenPage): Promise<string> {
  const answer = await answerPage(browser, page, { person: '' }, [])
  if (answer?.next.status !== 302) throw new Error(`nothing to agree to: ${page.status} ${page.url}`)
  return answer.next.url
}

/** They sign in and consent at the provider. @returns where their browser is sent: the vault, with the answer */
export async function consentAt(authorizationUrl: string, account: string): Promise<string> {
  const browser = newBrowser(CALLBACK)
  let page = await browser.open(authorizationUrl)
  while (page.status !== 302) {
    const answer = await answerPage(browser, page, { person: account }, [])
    if (answer === undefined) throw new Error(`the provider lets nobody in: ${page.status}`)
    page = answer.next
  }
  return page.url
}

/** Up to the moment at which the provider's answer is in the person's address bar. */
export async function answeredBy(
  system: LiveSystem,
  person: Linker,
  server: LinkingServer = 'mcp-github',
): Promise<{ browser: Browser; callback: URL }> {
  const asked = await askedToConnect(system, person, { server })
  const callback = await consentAt(await agree(asked), ACCOUNTS[person][server])
  return { browser: asked.browser, callback: new URL(callback) }
}

/** Alice brings another account than the linked one: which one stays? */
export async function askedToReplace(system: LiveSystem): Promise<OpenPage> {
  await unlinked(system, 'Alice')
  await linked(system, 'Alice')
  const asked = await askedToConnect(system, 'Alice')
  const callback = await consentAt(await agree(asked), 'alice-private')
  return { browser: asked.browser, page: await asked.browser.open(callback) }
}

/** Opens it. */
export async function open(browser: Browser, url: string | URL): Promise<Answer> {
  return answerOf(await browser.open(String(url)))
}

/** Sends the form that says yes, with this laid over it: `undefined` leaves a field out. */
export async function post(
  { browser, page }: OpenPage,
  bend: { fields?: Record<string, string | undefined>; origin?: string; action?: RegExp; to?: string } = {},
): Promise<Answer> {
  const { fields = {}, origin = VAULT, action = /^\/connect\//, to } = bend
  const form = parseForms(page.text).find((candidate) => action.test(candidate.action))
  if (form === undefined) throw new Error(`no such form: ${page.status} ${page.url}`)
  const all = Object.entries({ ...form.fields, decision: 'allow', ...fields })
  const sent = all.filter((field): field is [string, string] => field[1] !== undefined)
  const url = new URL(to ?? form.action, page.url).href
  return answerOf(
    await browser.open(url, { method: 'POST', headers: { origin }, body: new URLSearchParams(sent) }),
  )
}

/** A page is a yes unless its status says otherwise; what it says is for people. */
function answerOf({ status, text }: Page): Answer {
  return { status, headers: {}, text, accepted: status < 400, error: undefined }
}
