/** How much of a file's beginning is enough for `packerOf()`, in bytes: UPX signs behind the headers of a program. */
export const HEAD = 4096

const PROGRAMS = ['7f454c46', '4d5a', 'cffaedfe', 'cefaedfe', 'cafebabe']
const UPX = Buffer.from('UPX!', 'latin1')

/**
 * Which packer a program went through. What it really is then stands in no file, so its texts say nothing of it.
 * @param head the first `HEAD` bytes, or all of a shorter file. Bytes after them are not looked at: a program that
 *   merely knows of packers holds their marks too, but not among its headers.
 */
export const packerOf = (head: Uint8Array): 'UPX' | null => {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, HEAD))
  const magic = bytes.toString('hex', 0, 4)
  return PROGRAMS.some(program => magic.startsWith(program)) && bytes.includes(UPX) ? 'UPX' : null
}
