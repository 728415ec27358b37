import { aiHostCli } from './guards-of-ai-host-cli.ts'
import { authCore } from './guards-of-auth-core.ts'
import { chat } from './guards-of-the-chat.ts'
import { conditionalAccess } from './guards-of-conditional-access.ts'
import { connecting } from './guards-of-connecting.ts'
import { failures } from './guards-of-failures.ts'
import { securityEvents } from './guards-of-security-events.ts'
import { launcher } from './guards-of-launcher.ts'
import { linking } from './guards-of-linking.ts'
import { nativeClients } from './guards-of-native-clients.ts'
import { operations } from './guards-of-operations.ts'
import { jobs } from './guards-of-jobs.ts'
import { linkedTools } from './guards-of-linked-tools.ts'
import { connectCard } from './guards-of-the-connect-card.ts'
import { house } from './guards-of-the-house.ts'
import { page } from './guards-of-the-page.ts'
import { mcpKit, mockGraph, mockIdp, orchestrator } from './guards-of-the-tiers.ts'
import { mockSaas } from './guards-of-mock-saas.ts'
import { signals } from './guards-of-signals.ts'
import { mcpWorkspace } from './guards-of-mcp-workspace.ts'
import { vaultEnvelope } from './guards-of-the-vault-envelope.ts'
import { vaultAccess } from './guards-of-the-vault-access.ts'
import { whatIsShown } from './guards-of-what-is-shown.ts'
import { whatMeets } from './guards-of-what-meets.ts'
import { stdioHandshake } from './guards-of-stdio-handshake.ts'
import type { Guard } from './guard.ts'

/** Every guard that somebody could remove by mistake, with the test that would tell. */
export const GUARDS: readonly Guard[] = [
  ...authCore,
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
  ...jobs,
  ...page,
  ...linking,
  ...vaultAccess,
  ...whatMeets,
  ...connectCard,
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
]
