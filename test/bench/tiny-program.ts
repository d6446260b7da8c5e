import { chmod, writeFile } from 'node:fs/promises'

/** The code of a program that ends at once with 0, by machine: number of the machine in an ELF header, instructions. */
const MACHINES: Readonly<Record<string, readonly [number, string]>> = {
  // mov edi, 0; mov eax, 60; syscall
  x64: [62, 'bf00000000 b83c000000 0f05'],
  // mov x0, #0; mov x8, #93; svc #0
  arm64: [183, '000080d2 a80b80d2 010000d4'],
}

const [HEADER, PROGRAM_HEADER, BASE] = [64, 56, 0x40_0000]

/** Writes the smallest program there is, so that a storm of launches is one of launches and of nothing else. */
export const writeTinyProgram = async (file: string): Promise<void> => {
  const machine = MACHINES[process.arch]
  if (machine === undefined) throw new Error(`no tiny program for ${process.arch}`)
  const code = Buffer.from(machine[1].replaceAll(' ', ''), 'hex')
  const bytes = Buffer.alloc(HEADER + PROGRAM_HEADER + code.length)
  Buffer.from('7f454c46020101', 'hex').copy(bytes)
  bytes.writeUInt16LE(2, 16)
  bytes.writeUInt16LE(machine[0], 18)
  bytes.writeUInt32LE(1, 20)
  bytes.writeBigUInt64LE(BigInt(BASE + HEADER + PROGRAM_HEADER), 24)
  bytes.writeBigUInt64LE(BigInt(HEADER), 32)
  for (const [at, value] of [HEADER, PROGRAM_HEADER, 1].entries()) bytes.writeUInt16LE(value, 52 + 2 * at)
  bytes.writeUInt32LE(1, HEADER)
  bytes.writeUInt32LE(5, HEADER + 4)
  bytes.writeBigUInt64LE(BigInt(BASE), HEADER + 16)
  bytes.writeBigUInt64LE(BigInt(BASE), HEADER + 24)
  bytes.writeBigUInt64LE(BigInt(bytes.length), HEADER + 32)
  bytes.writeBigUInt64LE(BigInt(bytes.length), HEADER + 40)
  bytes.writeBigUInt64LE(0x1000n, HEADER + 48)
  code.copy(bytes, HEADER + PROGRAM_HEADER)
  await writeFile(file, bytes)
  await chmod(file, 0o755)
}
