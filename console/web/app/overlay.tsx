import type { ReactNode } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'

/** What lies over a page for a moment: the palette, the keys. Never a place to read a record. */
export const Overlay = ({
  open,
  close,
  label,
  kind,
  children,
}: {
  open: boolean
  close: () => void
  label: string
  kind: string
  children: ReactNode
}) => (
  <ModalOverlay className="veil" isOpen={open} onOpenChange={now => now || close()} isDismissable data-overlay="">
    <Modal className="overlay">
      <Dialog className={kind} aria-label={label}>
        {children}
      </Dialog>
    </Modal>
  </ModalOverlay>
)
