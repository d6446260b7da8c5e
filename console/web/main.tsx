import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './app/router.tsx'
import { restoreScheme } from './app/scheme.ts'
import { AskError, worthAnotherTry } from './ask/api.ts'
import * as questions from './ask/questions.ts'

restoreScheme()

const client = new QueryClient({
  queryCache: new QueryCache({
    // Whoever is signed out learns it from the next question, whichever that is.
    onError: (error, query) => {
      if (error instanceof AskError && error.why === 'signed-out' && query.queryKey[0] !== 'me')
        void client.invalidateQueries(questions.me)
    },
  }),
  // News comes over /live; asking again because a window was looked at adds nothing.
  defaultOptions: { queries: { staleTime: 60_000, refetchOnWindowFocus: false, retry: worthAnotherTry } },
})

const place = document.getElementById('root')
if (place === null) throw new Error('index.html has no #root')

createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
