import { useQuery } from '@tanstack/react-query'
import * as questions from '../../ask/questions.ts'

/** @returns the serial of the policy in force; null before the first, or while it is not known. */
export const usePolicyInForce = (): number | null => {
  const { data } = useQuery(questions.policies)
  return data?.items.find(({ inForce }) => inForce)?.serial ?? null
}
