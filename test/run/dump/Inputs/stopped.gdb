set width 0
set breakpoint pending on
break stop_here
run
echo stopped in leaf\n
backtrace 3
up
echo leaf has n =\n
print n
echo tasks\n
lifeguard tasks
echo one task\n
lifeguard bt 3
echo a future\n
print *self
