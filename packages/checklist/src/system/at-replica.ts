/** The same session, whose requests go to one of several replicas. */
import type { Session } from './live-system.ts'

export function atReplica(session: Session, port: number): Session {
  const send: Session['send'] = (url, bend = {}) => session.send(url, { port, ...bend })
  return { ...session, send }
}
