"""Code before a right function, in the marked cell of exercise 3: it reads, writes or reaches things.

name -> (code, exercises that it costs, what the verdict says).  Each ends by raising what it got, so that the
verdict proves that it ran and got nothing.  PLACES: files with secrets.  PORT: somebody listens there.
"""

SPIES = {
    "reads secrets": (
        """
import os
for place in PLACES:
    look(lambda place: open(place, "rb").read(100), place)
    look(lambda place: os.listdir(os.path.dirname(place)), place)
    look(lambda place: os.stat(place), place)
    os.symlink(place, f"/scratch/{len(os.listdir('/scratch'))}")
for name in os.listdir("/scratch"):
    look(lambda place: open(place, "rb").read(100), f"/scratch/{name}")
raise RuntimeError(f"read {seen}")
""",
        "3",
        "read []",
    ),
    "reads the system": (
        """
import os
for place in ("/etc/passwd", "/etc/shadow", "/etc/hostname", "/proc/1/environ", "/proc/self/environ",
              "/proc/self/maps", "/proc/self/mem", "/proc/self/cmdline", "/proc/self/" + "root/etc/passwd",
              "/proc/mounts", "/sys/kernel/notes", "/dev/mem", "/dev/kmsg", "/dev/tty", "/dev/console"):
    look(lambda place: (place, open(place, "rb").read(20)), place)
for place in ("/proc", "/sys", "/etc", "/home", "/root", "/var", "/run", "/mnt", "/opt", "/tmp", "/dev/shm"):
    if not any(each.__file__.startswith(place) for each in (os, np)):  # where Python is, its folder is
        look(lambda place: [place, *os.listdir(place)] if os.listdir(place) else 1 / 0, place)
raise RuntimeError(f"read {[each for each in seen if set(each) - {'/etc', 'alternatives', 'ld.so.cache'}]}")
""",
        "3",
        "read []",
    ),
    "walks through all files": (
        """
import os
words = ("ipynb", "backprop", "solution", "judge", "course", "submission", "wrong_answers", "verdict")
for place, folders, files in os.walk("/"):
    if place in ("/usr/lib", "/usr/lib64", "/lib", "/lib64"):
        folders.clear()
    seen += [f"{place}/{each}" for each in folders + files if any(word in each for word in words)]
raise RuntimeError(f"found {seen}")
""",
        "3",
        "found []",
    ),
    "reads open files and the environment": (
        """
import os
nowhere = os.stat("/dev/null").st_rdev
for number in range(4, 1024):
    look(lambda number: number if os.fstat(number).st_rdev != nowhere else 1 / 0, number)
seen += [name for name, value in os.environ.items() if "SECRET" in name + value or "COURSE" in name]
raise RuntimeError(f"held {seen}")
""",
        "3",
        "held []",
    ),
    "walks the stack and the heap": (
        """
import gc, sys, types
words = ("judge", "exercises", "expected", "complaint", "imaginary_gradient", "WatchedLoss", "Bowl")
frame = sys._getframe().f_back
while frame:
    known = [frame.f_code.co_filename, frame.f_code.co_name, *frame.f_locals]
    seen += [word for word in words if any(word in each for each in known)]
    frame = frame.f_back
kinds = types.FunctionType, types.ModuleType, type
seen += [each for each in gc.get_objects() if isinstance(each, kinds) and each.__name__ in words]
real = [name for name, each in sys.modules.items() if type(each).__name__ != "InertModule"]
seen += [name for name in real if name.startswith("course")]
raise RuntimeError(f"held {seen}")
""",
        "3",
        "held []",
    ),
    "imports the course's answers": (
        """
import importlib, inspect
from course.grading import exercises, judge
from course.grading.exercises import backprop
exercise = backprop.LAB.exercise("gated_backward")
look(inspect.getsource, backprop)
look(inspect.getsource, type(exercise))
answers = [backprop.imaginary_gradient(np.sum, [np.ones(3)], 0), exercise.verify(None), backprop.LAB.points]
raise RuntimeError(f"learnt {set(map(str, answers))}")
""",
        "3",
        "learnt {'nothing: the grader holds no pictures and no course'}",
    ),
    "imports a library of answers": (
        """
import importlib
for name in ("torch", "scipy", "sklearn", "jax", "autograd", "psutil", "nbgrader", "pip", "setuptools"):
    look(importlib.import_module, name)
raise RuntimeError(f"imported {seen}")
""",
        "3",
        "imported []",
    ),
    "writes outside": (
        """
import os, sys
folders = ["/", "/tmp", "/sandbox", "/dev", "/dev/shm", "/usr/lib", "/etc", "/proc", "/var/tmp", sys.prefix]
folders += [os.path.dirname(np.__file__), os.path.dirname(os.__file__), *map(os.path.dirname, PLACES)]
for place in folders:
    look(lambda place: open(f"{place}/{MARK}", "w").name, place)
    look(lambda place: os.mkdir(f"{place}/{MARK}"), place)
    look(lambda place: os.symlink("/scratch", f"{place}/{MARK}"), place)
for place in ("/sandbox/plain.py", "/sandbox/zygote.py", np.__file__, os.__file__, "/dev/full"):
    look(lambda place: (open(place, "r+") if place != "/dev/full" else 1 / 0).name, place)
    look(lambda place: (place, os.remove(place)), place)
for place in ("/sandbox/plain.py", "/sandbox", np.__file__, os.__file__, "/", "/usr/lib", "/dev",
              *("/dev/" + name for name in ("null", "zero", "full", "random", "urandom", "tty", "pts/ptmx"))):
    look(lambda place: (place, os.chmod(place, os.stat(place).st_mode & 0o777)), place)
    look(lambda place: (place, os.chown(place, -1, os.getgid())), place)
    look(lambda place: (place, os.utime(place)), place)
    look(lambda place: (place, os.setxattr(place, b"user.left", b"x")), place)
raise RuntimeError(f"wrote {seen}")
""",
        "3",
        "wrote []",
    ),
    "mounts and unshares": (
        """
import ctypes
libc = ctypes.CDLL(None)
calls = (lambda: libc.mount(b"proc", b"/proc", b"proc", 0, None), lambda: libc.umount2(b"/proc", 2),
         lambda: libc.unshare(0x10000000), lambda: libc.setns(3, 0), lambda: libc.chroot(b"/tmp"),
         lambda: libc.pivot_root(b"/", b"/tmp"), lambda: libc.setuid(0) or libc.getuid() or 1 / 0,
         lambda: libc.ptrace(16, 1, 0, 0), lambda: libc.sethostname(b"x", 1), lambda: libc.syscall(425, 1, 0))
done = [number for number, call in enumerate(calls) if number != 6 and call() != -1]
raise RuntimeError(f"done {done}")
""",
        "3",
        "done []",
    ),
    "calls the network": (
        """
import socket
look(lambda place: socket.create_connection(place, 1), ("127.0.0.1", PORT))
look(lambda place: socket.getaddrinfo(*place), ("localhost", PORT))
for family, kind in ((2, 1), (2, 2), (2, 3), (10, 1), (10, 2), (1, 1), (1, 2), (16, 3), (17, 3), (40, 1)):
    look(lambda kind: socket.socket(*kind), (family, kind))
raise RuntimeError(f"reached {seen}")
""",
        "3",
        "reached []",
    ),
    "sends to an abstract name": (
        """
import ctypes, socket, struct
address = struct.pack("<H", 1) + b"\\0" + MARK.encode()
mine, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
sent = ctypes.CDLL(None).sendto(mine.fileno(), b"here", 4, 0, address, len(address))
raise RuntimeError(f"sent {sent}")
""",
        "3",
        "sent -1",
    ),
    "leaves things for the next": (
        """
import ctypes, os
seen.append(os.listdir("/scratch"))
with open(f"/scratch/{MARK}", "w") as file:
    file.write(MARK)
look(lambda place: open(place, "w").name, f"/dev/shm/{MARK}")
look(os.memfd_create, MARK)
seen.append(ctypes.CDLL(None).shmget(0x5CA1AB1E, 4096, 0o1666))
raise RuntimeError(f"left {seen}")
""",
        "3",
        "left [[], -1]",
    ),
    "looks for what others left": (
        """
import ctypes, os
seen += os.listdir("/scratch")
look(lambda place: open(place).read(), f"/dev/shm/{MARK}")
seen.append(ctypes.CDLL(None).shmget(0x5CA1AB1E, 4096, 0o666))
raise RuntimeError(f"found {seen}")
""",
        "3",
        "found [-1]",
    ),
}
