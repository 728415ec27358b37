/** Signing in with a code on another device, one step at a time: whose device it is, is what the attacks are about. */
import { localRegistration, registrations } from '@chain-of-trust/service-kit'
import { answerPage, Browser, parseForms, type Page } from '@chain-of-trust/tooling'
import { jsonIn, type Answer } from '../http.ts'
import { present, type Presentation } from '../presentation.ts'
import { createProofKey, type ProofKey } from '../proof.ts'
import { SCOPE } from './native-client.ts'
import { form, type Parameters } from './sign-in.ts'

const { authority, tenant } = registrations()
const CLIENT = localRegistration('ai-host-cli').appId
const DEVICE_CODE = `${authority}/${tenant.id}/oauth2/v2.0/devicecode`
const DEVICE_AUTH = `${authority}/${tenant.id}/oauth2/deviceauth`

export interface Device {
  key: ProofKey
  userCode: string
  /** The token request that redeems its code. */
  redemption: Parameters
}

/** RFC 8628 §3.1. */
export function askForCode(
  key: ProofKey,
  bend: Parameters = {},
  also: Partial<Presentation> = {},
): Promise<Answer> {
  return present(DEVICE_CODE, { key, body: form({ client_id: CLIENT, scope: SCOPE, ...bend }), ...also })
}

export async function newDevice(): Promise<Device> {
  const key = await createProofKey()
  const { device_code, user_code } = jsonIn((await askForCode(key)).text) as Record<string, string>
  return {
    key,
    userCode: user_code!,
    redemption: {
      client_id: CLIENT,
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: device_code!,
    },
  }
}

/** A person types the code into their browser, signs in and answers what they are asked. */
export async function answerFor(
  person: string,
  { userCode }: Device,
  decision: 'continue' | 'cancel' = 'continue',
): Promise<Page> {
  const browser = new Browser()
  let page = await typeCode(browser, userCode)
  for (;;) {
    const confirm = parseForms(page.text).find(({ action }) => action.endsWith('/confirm'))
    const next =
      confirm === undefined
        ? (await answerPage(browser, page, { person }, []))?.next
        : await browser.submit(page, confirm, { name: 'confirm', value: decision })
    if (next === undefined || (confirm !== undefined && decision === 'cancel')) return next ?? page
    page = next
  }
}

/** @param origin of the page that the form is on */
export function typeCode(browser: Browser, userCode: string, origin: string = authority): Promise<Page> {
  const body = new URLSearchParams({ user_code: userCode })
  return browser.open(DEVICE_AUTH, { method: 'POST', headers: { origin }, body })
}
