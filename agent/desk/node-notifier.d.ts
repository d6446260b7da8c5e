/** The part of node-notifier that we use; the package brings no types. */
declare module 'node-notifier' {
  const notifier: {
    notify(
      notice: { readonly title: string; readonly message: string; readonly 'app-name'?: string },
      done: (error: unknown) => void,
    ): void
  }
  export default notifier
}
