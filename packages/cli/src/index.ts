export { runCli } from './run-cli.ts'
export { processTerminal, type Style, type Terminal } from './terminal.ts'
