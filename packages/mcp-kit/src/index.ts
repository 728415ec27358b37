export { buildMcpApp, type McpAppConfig, type McpAppOptions } from './app.ts'
export { type Extension } from './extension.ts'
export {
  defineServer,
  LINK_METADATA,
  type DownstreamResource,
  type LinkedResource,
  type LinkRequest,
  type LinkVault,
  type McpServerDefinition,
  type ServerDefinition,
} from './server-definition.ts'
export { type TokenFetch } from './tool-call.ts'
export { type ToolPolicy } from './tool-policy.ts'
export {
  defineTool,
  ToolError,
  type Tool,
  type ToolContext,
  type ToolDefinition,
  type ToolFetch,
  type ToolResult,
} from './tool.ts'
