import { hashOf } from '../shell/route.ts'
import { Icon } from '../shell/icon.tsx'

/** Leads to the chain inspector, at the request behind this call. */
export function ShowChain({ traceId }: { traceId: string }) {
  return (
    <a className="show-chain" href={hashOf({ page: 'chain', trace: traceId })}>
      <Icon name="chain" /> Show the chain
    </a>
  )
}
