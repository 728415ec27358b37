import type { Answer } from '../http.ts'
import type { AnyServer } from './any-server.ts'

/** `refused`: the server withstands it. `accepted`: it does not. */
export type Verdict = 'refused' | 'accepted' | 'not applicable'

export interface Finding {
  verdict: Verdict
  /** What was seen, or why it does not apply. */
  saw: string
}

/** One thing to try at anybody's MCP server. */
export interface Probe {
  id: string
  title: string
  clause: string
  run: (server: AnyServer) => Promise<Finding> | Finding
}

export function seen({ status, error }: Answer): string {
  return error === undefined ? String(status) : `${status} ${error}`
}

/** An outage is no refusal: a server that fails at everything would look safe. */
export function judged(answer: Answer): Finding {
  if (answer.status >= 500)
    return { verdict: 'accepted', saw: `${seen(answer)}: it fails instead of refusing` }
  // JSON-RPC may carry its error on a 200; the request went past every check then.
  return { verdict: answer.status < 400 ? 'accepted' : 'refused', saw: seen(answer) }
}

export function holds(good: boolean, saw: string): Finding {
  return { verdict: good ? 'refused' : 'accepted', saw }
}

export function notApplicable(saw: string): Finding {
  return { verdict: 'not applicable', saw }
}
