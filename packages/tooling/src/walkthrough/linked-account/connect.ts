/** The person connects an account: from the connect page, through both sign-ins and both consents, to the last page. */
import { randomBytes } from 'node:crypto'
import { Browser, type Page } from '../browser.ts'
import { textOf } from '../html-form.ts'
import { answerPage, type Choices, type PageName } from '../person.ts'
import { SignInRefused } from '../sign-in-refused.ts'

/** More pages than these, and somebody leads in a circle. */
const MOST_PAGES = 10

export interface Visit {
  /** The services' records of it have this trace id. */
  traceId: string
  /** What the person did, where, and how long it took until the next page was there. */
  done: { page: PageName; at: string; ms: number }[]
  /** Of the way to the first page. */
  ms: number
  /** The page that asked for nothing more: its origin, status and text. */
  end: { at: string; status: number; text: string }
}

/**
 * Opens a connect page as a browser of its own and does what the person would.
 *
 * @param url from whoever asked the person to connect an account
 * @throws {SignInRefused} when nobody of that name is there
 */
export async function connectAccount(url: string, choices: Choices): Promise<Visit> {
  const traceId = randomBytes(16).toString('hex')
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`
  const browser = new Browser(undefined, { traceparent })
  const done: Visit['done'] = []
  const clock = stopwatch()
  let page = await browser.open(url)
  const ms = clock()
  for (;;) {
    const seen = done.map(({ page: name, at }) => (at === originOf(page) ? [name] : [])).flat()
    const answer = await answerPage(browser, page, choices, seen)
    if (!answer) break
    if (done.length === MOST_PAGES) throw new SignInRefused('too_many_pages', textOf(page.text))
    done.push({ page: answer.answered, at: originOf(page), ms: clock() })
    page = answer.next
  }
  return { traceId, done, ms, end: { at: originOf(page), status: page.status, text: textOf(page.text) } }
}

function originOf({ url }: Page): string {
  return new URL(url).origin
}

/** @returns milliseconds since it was last asked */
function stopwatch(): () => number {
  let before = performance.now()
  return () => {
    const now = performance.now()
    const ms = Math.round(now - before)
    before = now
    return ms
  }
}
