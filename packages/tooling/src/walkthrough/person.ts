/** What the person does on the pages that they are shown: chooses themselves and their account, agrees, approves. */
import type { Browser, Page } from './browser.ts'
import { type HtmlForm, parseForms, textOf } from './html-form.ts'
import { SignInRefused } from './sign-in-refused.ts'

export interface Choices {
  /** Part of a name or address on the tenant's sign-in page. */
  person: string
  /** Part of a name on the sign-in page of somebody who is not the tenant; default: the person. */
  account?: string | undefined
}

/** Which kinds of page there are, by the button to press. */
export type PageName = 'sign-in' | 'account' | 'consent' | 'replace' | 'mfa' | 'confirmation'

interface Choice {
  page: PageName
  form: HtmlForm
  button: HtmlForm['buttons'][number]
}

/** Does the one thing that a page is for. @returns undefined: it asks for nothing */
export async function answerPage(
  browser: Browser,
  page: Page,
  choices: Choices,
  seen: readonly PageName[],
): Promise<{ answered: PageName; next: Page } | undefined> {
  const choice = choose(page, choices, seen)
  return choice && { answered: choice.page, next: await browser.submit(page, choice.form, choice.button) }
}

/** @throws {SignInRefused} when nobody of that name is there, or the page refused them */
function choose(
  page: Page,
  { person, account = person }: Choices,
  seen: readonly PageName[],
): Choice | undefined {
  const buttons = parseForms(page.text).flatMap((form) => form.buttons.map((button) => ({ form, button })))
  for (const [name, wanted, kind] of [
    ['user', person, 'sign-in'],
    ['account', account, 'account'],
  ] as const) {
    const offered = buttons.filter(({ button }) => button.name === name)
    if (offered.length === 0) continue
    // The same page again: the choice was not accepted, and the page says why.
    if (seen.includes(kind)) throw new SignInRefused('sign_in_failed', problemOf(page.text))
    const chosen = offered.find(({ button }) => button.label.toLowerCase().includes(wanted.toLowerCase()))
    if (chosen) return { page: kind, ...chosen }
    const known = offered.map(({ button }) => button.label).join('; ')
    throw new SignInRefused('user_unknown', `Nobody on the sign-in page is called ${wanted}: ${known}`)
  }
  for (const [name, value, kind] of [
    ['decision', 'accept', 'consent'],
    ['decision', 'allow', 'consent'],
    // Another account than the one before: it is the one that they chose.
    ['decision', 'replace', 'replace'],
    ['mfa', 'approve', 'mfa'],
    // A native application, and it was they who started it.
    ['confirm', 'continue', 'confirmation'],
  ] as const) {
    const chosen = buttons.find(({ button }) => button.name === name && button.value === value)
    if (chosen) return { page: kind, ...chosen }
  }
  return undefined
}

function problemOf(page: string): string {
  return textOf(/<p class="problem"[^>]*>([\s\S]*?)<\/p>/.exec(page)?.[1] ?? page)
}
