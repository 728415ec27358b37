import { aiHostCli } from './guards-of-ai-host-cli.ts'
import { authCore } from './guards-of-auth-core.ts'
import { auditForwarding } from './guards-of-audit-forwarding.ts'
import { auditTrail } from './guards-of-audit-trail.ts'
import { chat } from './guards-of-the-chat.ts'
import { conditionalAccess } from './guards-of-conditional-access.ts'
import { checklist } from './guards-of-the-checklist.ts'
import { containers } from './guards-of-containers.ts'
import { connecting } from './guards-of-connecting.ts'
import { entraGuards } from './guards-of-entra.ts'
import { failures } from './guards-of-failures.ts'
import { replicas } from './guards-of-replicas.ts'
import { sharedState } from './guards-of-shared-state.ts'
import { securityEvents } from './guards-of-security-events.ts'
import { kubernetes } from './guards-of-kubernetes.ts'
import { lab } from './guards-of-the-lab.ts'
import { launcher } from './guards-of-launcher.ts'
import { linking } from './guards-of-linking.ts'
import { nativeClients } from './guards-of-native-clients.ts'
import { operations } from './guards-of-operations.ts'
import { orchestratorState } from './guards-of-orchestrator-state.ts'
import { jobs } from './guards-of-jobs.ts'
import { labServer } from './guards-of-the-lab-server.ts'
import { linkedTools } from './guards-of-linked-tools.ts'
import { inspector } from './guards-of-the-inspector.ts'
import { connectCard } from './guards-of-the-connect-card.ts'
import { house } from './guards-of-the-house.ts'
import { page } from './guards-of-the-page.ts'
import { mcpKit, mockGraph, mockIdp, orchestrator } from './guards-of-the-tiers.ts'
import { mockSaas } from './guards-of-mock-saas.ts'
import { signals } from './guards-of-signals.ts'
import { mcpWorkspace } from './guards-of-mcp-workspace.ts'
import { valkey } from './guards-of-valkey.ts'
import { vaultEnvelope } from './guards-of-the-vault-envelope.ts'
import { vaultAccess } from './guards-of-the-vault-access.ts'
import { whatIsShown } from './guards-of-what-is-shown.ts'
import { whatMeets } from './guards-of-what-meets.ts'
import { stdioHandshake } from './guards-of-stdio-handshake.ts'
import { stdioHost } from './guards-of-stdio-host.ts'
import { telemetry } from './guards-of-telemetry.ts'
import { newMcpServer } from './guards-of-new-mcp-server.ts'
import type { Guard } from './guard.ts'

/** Every guard that somebody could remove by mistake, with the test that would tell. */
export const GUARDS: readonly Guard[] = [
  ...authCore,
  ...labServer,
  ...auditForwarding,
  ...auditTrail,
  ...mcpKit,
  ...mockIdp,
  ...orchestrator,
  ...mockGraph,
  ...failures,
  ...signals,
  ...mockSaas,
  ...conditionalAccess,
  ...securityEvents,
  ...operations,
  ...orchestratorState,
  ...sharedState,
  ...jobs,
  ...page,
  ...linking,
  ...vaultAccess,
  ...whatMeets,
  ...connectCard,
  ...inspector,
  ...containers,
  ...connecting,
  ...vaultEnvelope,
  ...house,
  ...linkedTools,
  ...aiHostCli,
  ...mcpWorkspace,
  ...launcher,
  ...chat,
  ...nativeClients,
  ...whatIsShown,
  ...stdioHandshake,
  ...stdioHost,
  ...entraGuards,
  ...kubernetes,
  ...valkey,
  ...replicas,
  ...telemetry,
  ...newMcpServer,
  ...checklist,
  ...lab,
]
