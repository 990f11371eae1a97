// Elements out of code. All text goes in as text, so nothing in a source can become markup.

type Child = Node | string | number | null | undefined | false | Child[];
type Attributes = Record<string, string | number | boolean | EventListener | undefined>;

function fill(element: Element, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
}

export function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(element, child);
    else element.append(child instanceof Node ? child : String(child));
  }
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(element, attributes, children);
  return element;
}

/** Scrolls `container` so that `element` is in its middle, and nothing else; not sideways to the middle of what is wider than it. */
export function reveal(element: Element, container: Element): void {
  const inner = element.getBoundingClientRect();
  const outer = container.getBoundingClientRect();
  if (inner.top < outer.top || inner.bottom > outer.bottom)
    container.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  if (inner.width <= outer.width && (inner.left < outer.left || inner.right > outer.right))
    container.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}
