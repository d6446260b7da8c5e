import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Tool } from '../../../api/answers.ts'
import * as questions from '../../ask/questions.ts'
import { namesOf } from '../../words/names.ts'

const none: readonly Tool[] = []

/** How tools and products are called; by their ids until the catalog is there. */
export const useNames = (): ((id: string) => string) => {
  const { data } = useQuery(questions.tools)
  const items = data?.items ?? none
  return useMemo(() => namesOf(items.map(({ entry }) => entry)), [items])
}
