"""Runs a command, and prints the CPU time of all its processes, in seconds, as the last line.

A process of the CDK that outlives the command becomes a child of this process, which waits for it: Linux counts the time
of a process when its parent has waited for it. Works on Linux only.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys

PR_SET_CHILD_SUBREAPER = 36

ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
code = subprocess.call(sys.argv[1:])
try:
    while True:
        os.wait()
except ChildProcessError:
    pass  # none is left
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"cpu": usage.ru_utime + usage.ru_stime}))
sys.exit(code)
