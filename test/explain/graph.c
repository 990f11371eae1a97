// RUN: %lg graph %s | FileCheck --check-prefix=DOT %s
// RUN: %lg graph %s -o %t.mmd && FileCheck --check-prefix=MERMAID %s < %t.mmd
// RUN: %lg graph %s -o %t.md && head -n 1 %t.md | grep -x '```mermaid' && tail -n 1 %t.md | grep -x '```'
// RUN: %clang %plugin -fplugin-arg-lifeguard-graph=%t.dot -I %include -fsyntax-only %s && FileCheck --check-prefix=DOT %s < %t.dot && if command -v dot; then dot -Tsvg %t.dot -o %t.svg && grep -c 'class="node"' %t.svg | grep -x 10; fi
// RUN: not %clang %plugin -fplugin-arg-lifeguard-graph=/no/such/folder/x.dot -I %include -fsyntax-only %s 2>&1 | FileCheck --check-prefix=UNWRITTEN %s
// UNWRITTEN: error: cannot write '/no/such/folder/x.dot'
// The edges: their causes, and what runs on the way.
#include <lifeguard.h>

typedef struct lifecycle(door_on_resume, door_on_suspend) door {
    int number;
} door;
void door_on_resume(door *self, lg_context *cx);
void door_on_suspend(door *self, lg_context *cx);
void door_drop(door *self);

async int visit(int rooms)
{
    for (int i = 0; i < rooms; i++) {
        lg_scoped(door) front = {i};
        await lg_yield_now();
        if (i == 2)
            await lg_sleep_ms(5);
    }
    return rooms;
}

async int first(void)
{
    return await_any(lg_yield_now(), lg_sleep_ms(1));
}
// What Mermaid would take for a direction, or for bold, is none.
typedef int direction;
async int __f__(direction TB)
{
    await lg_yield_now();
    return TB;
}
// DOT: digraph
// DOT: label="async int visit(int rooms)";
// DOT: "visit.await_lg_yield_now_21" [label="await lg_yield_now\nline 21\nlive: rooms, i
// DOT: "visit.done" {{.*}}peripheries=2
// DOT: "visit.start" -> "visit.await_lg_yield_now_21" [label="poll"];
// DOT: "visit.start" -> "visit.done" [label="return"];
// DOT: "visit.start" -> "visit.done" [label="drop", style=dotted];
// DOT: "visit.await_lg_yield_now_21" -> "visit.await_lg_yield_now_21" [label="pending\ndoor_on_suspend(&front)", style=dashed];
// The next round is in another scope, so the guard of this one has ended.
// DOT: "visit.await_lg_yield_now_21" -> "visit.await_lg_yield_now_21" [label="ready\ndoor_drop(&front)"];
// DOT: "visit.await_lg_yield_now_21" -> "visit.await_lg_sleep_ms_23" [label="ready"];
// DOT: "visit.await_lg_yield_now_21" -> "visit.done" [label="return\ndoor_drop(&front)"];
// DOT: "visit.await_lg_yield_now_21" -> "visit.done" [label="drop\ndoor_on_resume(&front)\ndrop lg_yield_now\ndoor_drop(&front)", style=dotted];
// DOT: "visit.await_lg_sleep_ms_23" -> "visit.await_lg_yield_now_21" [label="ready\ndoor_drop(&front)"];
// DOT: [label="await_any\nline {{[0-9]+}}"];

// MERMAID: flowchart TB
// MERMAID: subgraph f0["async int visit#40;int rooms#41;"]
// MERMAID: f0_1("await lg_yield_now<br/>line 21")
// MERMAID: f0_0 -->|"poll"| f0_1
// MERMAID-NOT: | f0_1{{$}}
// MERMAID: f0_1 -.->|"drop<br/>door_on_resume
// MERMAID: f0_1 -->|"pending<br/>door_on_suspend#40;#38;front#41;<br/>or ready<br/>door_drop#40;#38;front#41;"| f0_1{{$}}
// MERMAID: f0_2 -.->|"pending<br/>door_on_suspend#40;#38;front#41;"| f0_2{{$}}
// MERMAID: subgraph f2["async int {{[^ -~]+}}__f__{{[^ -~]+}}#40;direction#32;TB#41;"]
