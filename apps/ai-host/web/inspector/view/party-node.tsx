import { Handle, Position, type Node, type NodeProps } from '@xyflow/react'
import { Icon } from '../../shell/icon.tsx'
import type { DrawnParty } from '../draw/drawing.ts'
import { TIERS } from '../record/party.ts'

export interface PartyData extends Record<string, unknown> {
  party: DrawnParty
}

export function PartyNode({ data: { party } }: NodeProps<Node<PartyData>>) {
  const tier = TIERS[party.role]
  return (
    <div className={`party ${party.role} ${party.progress} ${party.refused ? 'refusing' : ''}`}>
      {/* React Flow draws no arrow without them; where ours run is laid out before. */}
      <Handle type="source" position={Position.Right} />
      <Handle type="target" position={Position.Left} />
      <span className="party-tier">{tier === undefined ? NOTES[party.role] : `Tier ${tier}`}</span>
      <span className="party-name">{party.name}</span>
      {party.refused && (
        <span className="party-refused">
          <Icon name="refused" /> refused
        </span>
      )}
    </div>
  )
}

const NOTES: Partial<Record<string, string>> = {
  person: 'The person',
  issuer: 'Issues tokens',
  resource: 'The resource',
  vault: 'Keeps accounts',
  provider: 'Elsewhere',
}
