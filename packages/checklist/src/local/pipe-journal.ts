/** What goes through the pipe of a local server, in the journal of whoever keeps one. */
import { basename } from 'node:path'
import { jsonIn } from '../http.ts'
import { note, shown, shownToken, type Exchange } from '../journal.ts'

export interface PipeJournal {
  wrote(line: string): void
  /** The answer to what was written last; the first one, to the start. */
  read(line: string): void
  ended(code: number, stderr: string): void
}

/** @param env names only are shown, as everywhere else: what is in a variable is the attack */
export function journalOf(command: readonly string[], env: Readonly<Record<string, string>>): PipeJournal {
  const [file = '', ...args] = command
  const line = [basename(file), ...args].join(' ')
  let last = begin('start', line, Object.keys(env))
  return {
    wrote(text) {
      const frame = jsonIn(text)
      const tokens = ['access_token', 'proof'].flatMap((name) => {
        const value = frame[name]
        const token = typeof value === 'string' ? shownToken(name, value) : undefined
        return token === undefined ? [] : [token]
      })
      last = begin('stdin', basename(file), [])
      last.sent.tokens = tokens
      last.sent.body = shown(text)
    },
    read(text) {
      last.received.body ||= shown(text)
    },
    ended(code, stderr) {
      last.received.status = code
      last.received.body ||= shown(stderr.trim())
    },
  }
}

function begin(method: string, url: string, headers: string[]): Exchange {
  const exchange = {
    sent: { method, url: shown(url), headers, tokens: [] },
    received: { status: 0, body: '' },
  }
  note(exchange)
  return exchange
}
