// The states and the ways between them, drawn: dagre places the nodes and leads the edges.
import { graphlib, layout } from '@dagrejs/dagre';
import { svg } from './dom';
import { type Edge, type Func, isAwait, titleOf } from './model';

const nodeHeight = 40;
const mostEdges = 700;
const letter = 7.2; // the width of one, about

interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Laid = InstanceType<typeof graphlib.Graph>;

interface Led {
  points: { x: number; y: number }[];
  x?: number;
  y?: number;
}

/** Through the points, round at the corners. */
function path(points: { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (rest.length < 2) return `M${first.x},${first.y}` + rest.map((p) => `L${p.x},${p.y}`).join('');
  let text = `M${first.x},${first.y}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const end = i === rest.length - 2 ? rest[i + 1] : { x: (rest[i].x + rest[i + 1].x) / 2, y: (rest[i].y + rest[i + 1].y) / 2 };
    text += `Q${rest[i].x},${rest[i].y} ${end.x},${end.y}`;
  }
  return text;
}

const loopHeight = 17;

/** The height of the middle of a way from a node back to itself: such ways are at its right side, one below the other. */
function loopAt(at: Placed, nth: number, of: number): number {
  return at.y + (nth - (of - 1) / 2) * loopHeight;
}

function loop(at: Placed, nth: number, of: number): string {
  const right = at.x + at.width / 2;
  const y = loopAt(at, nth, of);
  return `M${right},${y - 5}C${right + 30},${y - 12} ${right + 30},${y + 12} ${right + 1},${y + 5}`;
}

function tooltip(edge: Edge, of: Func): string {
  const way = `${edge.cause}: ${titleOf(of.states[edge.from])} → ${titleOf(of.states[edge.to])}`;
  return [way, ...edge.does].join('\n');
}

/** More edges than anybody can follow, or dagre can lead in a moment: then only those of one state are drawn. */
export function isDense(of: Func): boolean {
  return of.edges.filter((edge) => edge.cause !== 'drop').length > mostEdges;
}

/** The states below each other, and the edges on their right. */
function layOutDense(of: Func, graph: Laid): void {
  let y = 12;
  let right = 0;
  of.states.forEach((_, i) => {
    const node = graph.node(String(i)) as Placed | undefined;
    if (!node) return;
    node.x = 12 + node.width / 2;
    node.y = y + node.height / 2;
    y += node.height + 16;
    right = Math.max(right, node.x + node.width / 2);
  });
  for (const key of graph.edges()) {
    const [from, to] = [graph.node(key.v) as Placed, graph.node(key.w) as Placed];
    const led = graph.edge(key) as Led;
    const out = right + 24 + Math.min(90, Math.abs(to.y - from.y) / 12);
    led.points = [
      { x: from.x + from.width / 2, y: from.y },
      { x: out, y: from.y },
      { x: out, y: to.y },
      { x: to.x + to.width / 2, y: to.y },
    ];
    led.x = out + 10;
    led.y = (from.y + to.y) / 2;
  }
  graph.setGraph({ width: right + 190, height: y });
}

/**
 * `drops`: whether the edges by which a future is dropped are drawn, too. `focus`: the state whose edges are drawn where
 * there are too many.
 */
export function drawGraph(of: Func, drops: boolean, focus: number): SVGSVGElement {
  const dense = isDense(of);
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 34, edgesep: 14, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  of.states.forEach((state, i) => {
    const width = Math.max(90, titleOf(state).length * letter + 28);
    if (state.reachable) graph.setNode(String(i), { width, height: nodeHeight });
  });
  const shown = of.edges.map((edge, i) => ({ edge, i }))
    .filter(({ edge }) => (drops || edge.cause !== 'drop') && (!dense || edge.from === focus));
  for (const { edge, i } of shown)
    graph.setEdge(
      String(edge.from),
      String(edge.to),
      { width: edge.cause.length * 6.2 + (edge.from === edge.to ? 34 : 0), height: 13, labelpos: 'c' },
      String(i),
    );
  if (dense) layOutDense(of, graph);
  else layout(graph);

  const { width = 100, height = 100 } = graph.graph() as { width?: number; height?: number };
  const picture = svg('svg', {
    class: dense ? 'graph dense' : 'graph',
    viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
    width: Math.ceil(width),
    height: Math.ceil(height),
    role: 'group',
    'aria-label': `States of ${of.name}`,
  });
  const arrows = ['poll', 'pending', 'ready', 'return', 'drop'].map((cause) =>
    svg(
      'marker',
      { id: `arrow-${cause}`, class: `arrow ${cause}`, viewBox: '0 0 10 10', refX: 9, refY: 5, markerUnits: 'userSpaceOnUse', markerWidth: 10, markerHeight: 10, orient: 'auto' },
      svg('path', { d: 'M0,0L10,5L0,10z' }),
    ),
  );
  picture.append(svg('defs', {}, arrows));
  const loops = (state: number) => shown.filter(({ edge }) => edge.from === state && edge.to === state);
  for (const { edge, i } of shown) {
    const led = graph.edge(String(edge.from), String(edge.to), String(i)) as Led;
    const around = edge.from === edge.to ? loops(edge.from) : [];
    const nth = around.findIndex((one) => one.i === i);
    const at = graph.node(String(edge.from)) as Placed;
    const line = nth >= 0 ? loop(at, nth, around.length) : path(led.points);
    const { x = 0, y = 0 } = nth >= 0 ? { x: at.x + at.width / 2 + 27, y: loopAt(at, nth, around.length) } : led;
    picture.append(
      svg(
        'g',
        { class: `edge ${edge.cause}`, 'data-kind': 'edge', 'data-index': i },
        svg('title', {}, tooltip(edge, of)),
        svg('path', { class: 'reach', d: line }),
        svg('path', { class: 'way', d: line, 'marker-end': `url(#arrow-${edge.cause})` }),
        (!dense || nth >= 0) && svg('text', { class: nth >= 0 ? 'beside' : undefined, x, y: y + 4 }, edge.cause),
      ),
    );
  }
  of.states.forEach((state, i) => {
    if (!state.reachable) return;
    const at = graph.node(String(i)) as Placed;
    picture.append(
      svg(
        'g',
        {
          class: `node ${state.kind}`,
          'data-kind': 'state',
          'data-index': i,
          tabindex: 0,
          role: 'button',
          'aria-label': `${titleOf(state)}, line ${state.line}`,
          transform: `translate(${at.x - at.width / 2},${at.y - at.height / 2})`,
        },
        svg('rect', { width: at.width, height: at.height, rx: isAwait(state) ? 8 : 20 }),
        svg('text', { x: at.width / 2, y: isAwait(state) ? 17 : 25 }, titleOf(state)),
        isAwait(state) && svg('text', { class: 'small', x: at.width / 2, y: 32 }, `line ${state.line}`),
      ),
    );
  });
  return picture;
}
