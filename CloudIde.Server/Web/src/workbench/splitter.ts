import { h } from '../dom/element.ts';

export interface SplitterOptions {
  /** 'vertical' is a line between left and right. */
  orientation: 'vertical' | 'horizontal';
  label: string;
  /** The current size, in per cent of the range, for screen readers. */
  value(): number;
  /** Moved by the pointer to this position, or by the keyboard by this many pixels. */
  moveTo(clientPosition: number): void;
  moveBy(pixels: number): void;
  done(): void;
}

/** A line that can be dragged, or moved with the arrow keys. */
export function splitter(options: SplitterOptions): HTMLElement {
  const vertical = options.orientation === 'vertical';
  const element = h('div', {
    class: `splitter splitter-${options.orientation}`, role: 'separator', tabindex: 0, 'aria-label': options.label, 'aria-orientation': options.orientation,
    'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(options.value()),
    on: {
      pointerdown: event => {
        event.preventDefault();
        element.setPointerCapture(event.pointerId);
        element.classList.add('splitter-dragging');
      },
      pointermove: event => {
        if (element.hasPointerCapture(event.pointerId)) {
          options.moveTo(vertical ? event.clientX : event.clientY);
        }
      },
      lostpointercapture: () => {
        element.classList.remove('splitter-dragging');
        finish();
      },
      keydown: event => {
        const step = event.shiftKey ? 64 : 16;
        const by = event.key === (vertical ? 'ArrowLeft' : 'ArrowUp') ? -step : event.key === (vertical ? 'ArrowRight' : 'ArrowDown') ? step : 0;
        if (by !== 0) {
          event.preventDefault();
          options.moveBy(by);
          finish();
        }
      },
    },
  });
  function finish(): void {
    element.setAttribute('aria-valuenow', String(Math.round(options.value())));
    options.done();
  }
  return element;
}
