import { join } from 'node:path'
import { ROOT } from '../installation.ts'
import { type NamedText, yamlFiles } from './yaml-files.ts'

/** The catalog that came with this installation. */
export const CATALOG_DIR = join(ROOT, 'policies', 'catalog')
/** The policy that holds until a console sends one. */
export const EXAMPLE_POLICY = join(ROOT, 'policies', 'examples', 'approved-assistants.yaml')

/** The entries of a catalog folder as texts, one YAML file each. @throws Error where one cannot be read. */
export const catalogFiles = (dir: string = CATALOG_DIR): Promise<NamedText[]> => yamlFiles(dir)
