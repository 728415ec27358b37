/** The person signs in for the command line: opens the address that it prints, and does what the pages ask for. */
import { Browser } from '../browser.ts'
import { parseForms, textOf } from '../html-form.ts'
import { answerPage, type PageName } from '../person.ts'
import { SignInRefused } from '../sign-in-refused.ts'
import { watchCommand, type WatchedCommandOptions } from '../../watched-command.ts'

/** @throws {SignInRefused} */
export async function signInForCommandLine(person: string, options: WatchedCommandOptions): Promise<void> {
  const login = watchCommand(['login', '--no-open'], options)
  try {
    const [, address = ''] = await login.until(/\n {2}(http\S+)\n/)
    const browser = new Browser()
    const pages: PageName[] = []
    let page = await browser.open(address)
    for (;;) {
      const answer = await answerPage(browser, page, { person }, pages)
      if (answer === undefined) break
      pages.push(answer.answered)
      page = answer.next
    }
    // A browser posts it by itself.
    const back = parseForms(page.text).find(({ fields }) => fields['state'] !== undefined)
    if (back === undefined) throw new SignInRefused('sign_in_failed', textOf(page.text))
    await browser.submit(page, back, { name: 'submit', value: '' })
    const code = await login.ended
    if (code !== 0) throw new SignInRefused('sign_in_failed', login.stderr().trim())
  } finally {
    login.interrupt()
    await login.ended
  }
}
