/**
 * Ordinary developer tools, pinned. The rule: of each kind the five that npm counted most downloads of in a month of
 * autumn 2026 and that install a command; then the libraries that models are called with, and commands that serve
 * assistants without being one. Left out: what could not be installed whole on the day (expo, vercel), and promptfoo,
 * which brings two named assistants along.
 */
export const TOOLS: Readonly<Record<string, string>> = {
  // linters
  eslint: '10.15.0',
  stylelint: '18.0.0',
  oxlint: '1.94.0',
  'markdownlint-cli2': '0.24.1',
  '@commitlint/cli': '21.2.4',
  // formatters
  prettier: '3.10.1',
  '@biomejs/biome': '2.6.8',
  standard: '17.1.2',
  dprint: '0.57.4',
  'sort-package-json': '4.1.0',
  // compilers
  typescript: '7.0.2',
  '@babel/cli': '8.1.0',
  '@swc/cli': '0.8.1',
  tsx: '4.23.15',
  sass: '1.108.2',
  // bundlers
  'webpack-cli': '7.3.1',
  rollup: '4.68.7',
  vite: '8.3.8',
  esbuild: '0.28.1',
  parcel: '2.16.4',
  // test runners
  jest: '30.5.2',
  mocha: '12.0.3',
  vitest: '5.1.1',
  '@playwright/test': '1.65.1',
  cypress: '15.3.0',
  // cloud command lines
  'aws-cdk': '3.0.0',
  'firebase-tools': '15.34.2',
  wrangler: '4.164.0',
  serverless: '4.43.0',
  'netlify-cli': '27.10.2',
  // frameworks
  next: '16.4.6',
  '@angular/cli': '22.2.7',
  nuxt: '4.5.2',
  astro: '7.3.5',
  '@nestjs/cli': '12.0.8',
  // databases
  prisma: '7.10.1',
  'drizzle-kit': '0.31.11',
  typeorm: '1.1.1',
  knex: '3.3.0',
  'sequelize-cli': '6.6.5',
  // documentation
  typedoc: '0.28.20',
  '@redocly/cli': '2.77.0',
  vitepress: '1.6.4',
  '@docusaurus/core': '3.10.2',
  jsdoc: '4.0.5',
  // releases and monorepos
  nx: '24.0.6',
  lerna: '10.1.1',
  'semantic-release': '25.0.9',
  '@changesets/cli': '3.0.3',
  turbo: '2.11.11',
  // SDKs of models and agents
  openai: '7.57.0',
  '@anthropic-ai/sdk': '0.19.2',
  '@google/genai': '3.1.0',
  ai: '7.0.173',
  langchain: '1.5.14',
  '@modelcontextprotocol/sdk': '1.32.2',
  '@mistralai/mistralai': '2.7.0',
  'cohere-ai': '8.1.0',
  'groq-sdk': '1.6.0',
  ollama: '0.6.4',
  // commands that serve assistants
  opencommit: '3.3.10',
  '@modelcontextprotocol/inspector': '2.12.0',
  repomix: '1.18.1',
  '@modelcontextprotocol/server-filesystem': '2026.8.31',
  '@wonderwhy-er/desktop-commander': '0.2.52',
}
