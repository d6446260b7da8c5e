import { useQuery } from '@tanstack/react-query'
import * as questions from '../../ask/questions.ts'

/** @returns true once it is known that no policy is in force. */
export const useBeforePolicy = (): boolean => {
  const { data } = useQuery(questions.policies)
  return data !== undefined && !data.items.some(({ inForce }) => inForce)
}

/** @returns the serial of the policy in force; null before the first, or while it is not known. */
export const usePolicyInForce = (): number | null => {
  const { data } = useQuery(questions.policies)
  return data?.items.find(({ inForce }) => inForce)?.serial ?? null
}
