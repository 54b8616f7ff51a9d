"""Code before a right function, in the marked cell of exercise 3: it breaks, fills or floods what it can.

name -> (code, exercises that it costs, what the verdict says).  The rest of the submission is right.
"""

CELLS = {
    "loops for ever": ("while True: pass", "3", "ran longer than"),
    "computes one number for ever": ("x = 7\nfor _ in range(64): x = x ** 7", "3", "ran longer than"),
    "sleeps for ever": ("import time\ntime.sleep(1e8)", "3", "ran longer than"),
    "ends the process": ("import os\nos._exit(0)", "3", "ended the process"),
    "leaves by sys.exit": ("import sys\nsys.exit()", "3", "SystemExit"),
    "leaves by exit": ("exit()", "3", "SystemExit"),
    "crashes": ("import ctypes\nctypes.string_at(0)", "3", "SIGSEGV"),
    "aborts": ("import os\nos.abort()", "3", "process"),
    "recurses for ever": (
        "import sys\nsys.setrecursionlimit(10**9)\ndef again(): return again()\nagain()",
        "3",
        "",
    ),
    "closes its channel": ("import os, time\nos.closerange(0, 64)\ntime.sleep(1e8)", "3", ""),
    "deletes the ways to import": ("import sys\nsys.meta_path.clear()\nsys.path.clear()", "", ""),
    "warns": ("import warnings\nwarnings.warn('careful')\nnp.log(np.zeros(1))", "", ""),
    "is no Python": ("def :", "3", "SyntaxError"),
    "is nested too deep to compile": ("(" * 100_000, "3", ""),
    "is signed too often to compile": ("-" * 300_000 + "1", "3", ""),
    "is added too often to compile": ("0" + " + 0" * 300_000, "3", ""),
    "is dotted too often to compile": ("np" + ".x" * 200_000, "3", ""),
    "holds a null byte": ("'\0'", "3", ""),
    "says what a browser would run": ("raise ValueError('<script>alert(1)</script>')", "3", "<script>"),
    "says what a terminal would obey": ("raise ValueError('\\x1b]0;gone\\x07\\x1b[31m')", "3", "gone"),
    "says half a letter": ("raise ValueError('half \\ud800')", "3", "half"),
    "says a gigabyte": ("raise ValueError('x' * 500_000_000)", "3", ""),
    "hears no signal": (
        """
import signal
for name in ("SIGTERM", "SIGINT", "SIGALRM", "SIGHUP", "SIGXCPU", "SIGPIPE"):
    signal.signal(getattr(signal, name), signal.SIG_IGN)
while True:
    try:
        while True: pass
    except BaseException: pass
""",
        "3",
        "ran longer than",
    ),
    "fills tmp with data": (
        """
try:
    for number in range(100):
        with open(f"/scratch/{MARK}-{number}", "wb") as file:
            file.write(bytes(1 << 23))
except OSError as error:
    raise RuntimeError("tmp is full") from error
""",
        "3",
        "tmp is full",
    ),
    "fills tmp with names": (
        """
try:
    for number in range(100_000):
        open(f"/scratch/{MARK}-{number}", "w").close()
except OSError as error:
    raise RuntimeError("tmp is full") from error
""",
        "3",
        "tmp is full",
    ),
    "writes one file that is too long": (
        """
with open(f"/scratch/{MARK}", "wb") as file:
    file.truncate(1 << 30)
""",
        "3",
        "",
    ),
    "forks": (
        """
import os
for _ in range(200):
    look(lambda _: os.fork(), None)
raise RuntimeError(f"forked {seen}")
""",
        "3",
        "forked []",
    ),
    "starts programs": (
        """
import multiprocessing, os, pty, subprocess
look(lambda _: subprocess.run(["/bin/sh", "-c", "true"]), None)
look(lambda _: subprocess.run([os.path.realpath("/lib64/ld-linux-x86-64.so.2"), "--version"]), None)
look(lambda _: os.posix_spawn("/bin/true", ["true"], {}), None)
look(lambda _: pty.fork(), None)
look(lambda _: os.execv("/bin/true", ["true"]), None)
look(lambda _: multiprocessing.get_context("fork").Process(target=print).start(), None)
raise RuntimeError(f"started {seen}, a shell: {os.system('true') == 0}")
""",
        "3",
        "started [], a shell: False",
    ),
    "starts threads": (
        """
import threading, time
threading.stack_size(32768)
count = 0
try:
    while count < 20_000:
        threading.Thread(target=time.sleep, args=(1e8,), daemon=True).start()
        count += 1
except (RuntimeError, MemoryError): pass
raise RuntimeError("few threads" if count < 1_000 else f"many threads: {count}")
""",
        "3",
        "few threads",
    ),
    "kills what it can": (
        """
import os
for number in (os.getppid(), -1, 0, *range(2, 3000)):
    for signal in (15, 2, 19, 9):
        look(lambda number: os.kill(number, signal), number)
while True: pass
""",
        "3",
        "",
    ),
    "raises its own limits": (
        """
import resource
for name in ("AS", "CPU", "FSIZE", "NOFILE", "CORE", "NPROC"):
    if resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] != -1:
        look(lambda name: resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (-1, -1)), name)
raise RuntimeError(f"raised {seen}")
""",
        "3",
        "raised []",
    ),
    "prints half a gigabyte": (
        """
import os, sys
for _ in range(200):
    print("x" * 1_000_000)
    sys.stderr.write("y" * 1_000_000)
    os.write(1, b"z" * 1_000_000)
""",
        "",
        "",
    ),
    "puts modules of our names into tmp": (
        """
import sys
for name in ("numpy", "json", "plain", "child", "base64", "struct", "zygote"):
    with open(f"/scratch/{name}.py", "w") as file:
        file.write("raise SystemExit")
sys.path.insert(0, "/scratch")
""",
        "",
        "",
    ),
    "is hostile when asked what it is": (
        """
class Hostile(Exception):
    def __str__(self): raise self
Hostile.__name__ = "X" * 10_000_000
raise Hostile
""",
        "3",
        "",
    ),
    "waits in its own exception": (
        """
class Hostile(Exception):
    def __str__(self):
        while True: pass
raise Hostile
""",
        "3",
        "",
    ),
    "works on after the end": (
        """
import atexit, os, threading, time
def later():
    time.sleep(0.3)
    os.write(3, bytes(100))
class Late:
    def __del__(self): os.write(3, bytes(100))
atexit.register(later)
np.late = Late()
threading.Thread(target=time.sleep, args=(1e8,)).start()
""",
        "",
        "",
    ),
}
