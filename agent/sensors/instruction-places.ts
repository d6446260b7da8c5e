/**
 * Files in which an account tells its assistants how to work, whatever they are asked. Whether they are there is told;
 * they are never opened.
 */
export const INSTRUCTION_FILES: readonly string[] = [
  '~/.claude/CLAUDE.md',
  '~/.codex/AGENTS.md',
  '~/.gemini/GEMINI.md',
  '~/.qoder/AGENTS.md',
  '~/.qwen/QWEN.md',
  '~/.iflow/IFLOW.md',
  '~/.codebuddy/CODEBUDDY.md',
  '~/.copilot/copilot-instructions.md',
  '~/.factory/AGENTS.md',
  '~/.config/AGENTS.md',
  '~/.config/amp/AGENTS.md',
  '~/.config/opencode/AGENTS.md',
  '~/.config/crush/CRUSH.md',
  '~/.config/goose/.goosehints',
  '~/.config/agents/AGENTS.md',
  '~/.codeium/windsurf/memories/global_rules.md',
]
