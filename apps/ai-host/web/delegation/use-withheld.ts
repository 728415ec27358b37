import { useEffect, useReducer } from 'react'
import * as z from 'zod'
import { readStored, store } from '../session-storage.ts'
import { withhold, type DelegationChange, type Withheld } from './delegation.ts'

const Stored = z.record(z.string(), z.array(z.string())).catch({})

/** What the person withholds; kept for the session, per person. */
export function useWithheld(personId: string): [Withheld, (change: DelegationChange) => void] {
  const name = `withheld ${personId}`
  const [withheld, change] = useReducer(withhold, name, (key): Withheld => Stored.parse(readStored(key)))
  useEffect(() => store(name, withheld), [name, withheld])
  return [withheld, change]
}
