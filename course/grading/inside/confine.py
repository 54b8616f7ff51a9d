"""The locks on a child, one function each; `lock_in` turns them all and says which of them hold."""

import ctypes
import errno
import os
import platform
import resource
import struct

import syscalls

libc = ctypes.CDLL(None, use_errno=True)

SCRATCH = "/scratch"  # not /tmp: an environment may lie there, with NumPy in it
NEW_NAMESPACES = 0x10000000 | 0x20000000 | 0x00020000 | 0x08000000 | 0x40000000  # user, pid, mount, ipc, net
DEVICES = [f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty", "pts")]
"""The machine's own: where root grades, a student could change who may use them."""
READ_ONLY_AS_IT_IS = 32 | 4096 | 1 | 2 | 8  # remount, bind, read-only, nosuid, noexec; still devices
MS_NOSUID_NODEV_NOEXEC, MS_RDONLY, MS_PRIVATE_ALL = 2 | 4 | 8, 1, (1 << 18) | (1 << 14)
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP, PR_SET_SECCOMP = 38, 24, 22
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_READ = 4 | 8  # files, folders
LANDLOCK_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many rights on files each version knows
LAST_CAPABILITY = 40
THREAD = 0x00010000


def check(result, what):
    """OSError if a system call failed."""
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def new_namespaces():
    """Users, processes, mounts, shared memory and network of its own, for this process's next child."""
    user, group = os.geteuid(), os.getegid()
    check(libc.unshare(NEW_NAMESPACES), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def new_mounts(tmp_bytes):
    """An empty folder to write in, of limited size, no /proc, and nothing of it visible outside."""
    check(libc.mount(None, b"/", None, MS_PRIVATE_ALL, None), "mount")
    options = f"size={tmp_bytes},nr_inodes=4096,mode=0700".encode()
    check(
        libc.mount(b"tmpfs", SCRATCH.encode(), b"tmpfs", MS_NOSUID_NODEV_NOEXEC, options),
        "mount a scratch folder",
    )
    flags = MS_NOSUID_NODEV_NOEXEC | MS_RDONLY
    check(libc.mount(b"tmpfs", b"/proc", b"tmpfs", flags, b"size=4096"), "cover /proc")
    for device in DEVICES:
        if os.path.exists(device):
            check(libc.mount(None, device.encode(), None, READ_ONLY_AS_IT_IS, None), f"close {device}")
    os.chdir(SCRATCH)


def no_privileges():
    """No capability is left, and no program could give one back."""
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    for capability in range(LAST_CAPABILITY + 1):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = struct.pack("<Ii", 0x20080522, 0)
    check(libc.capset(header, bytes(24)), "capset")


def resource_limits(limits):
    """At most so much memory, time and file: `memory_bytes`, `cpu_seconds`, `file_bytes`."""
    for name, most in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 256),  # threads; for root a control group counts them
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(name)[1]
        resource.setrlimit(name, (most, most) if hard == resource.RLIM_INFINITY else (min(most, hard),) * 2)


def landlock():
    """Read what is there, write in the scratch folder alone; no TCP, signals or sockets to the outside."""
    version = check(libc.syscall(LANDLOCK_CREATE, None, 0, 1), "Landlock")
    rights = (1 << LANDLOCK_RIGHTS.get(version, 16)) - 1
    parts = [rights, 3 if version >= 4 else None, 3 if version >= 6 else None]
    attributes = b"".join(struct.pack("<Q", part) for part in parts if part is not None)
    rules = check(libc.syscall(LANDLOCK_CREATE, attributes, len(attributes), 0), "Landlock")
    for path, allowed in (("/", LANDLOCK_READ), (SCRATCH, rights & ~1), ("/dev/null", 2 | 4)):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("<Qi", allowed, place)
        check(libc.syscall(LANDLOCK_ADD, rules, 1, rule, 0), f"Landlock {path}")
        os.close(place)
    check(libc.syscall(LANDLOCK_RESTRICT, rules, 0), "Landlock")
    os.close(rules)


def seccomp():
    """The system calls in `syscalls.DENIED` fail, and so do new processes; threads may start."""
    machine = syscalls.MACHINES.get(platform.machine())
    if machine is None:
        raise OSError(errno.ENOSYS, f"no list of system calls for {platform.machine()}")
    program = filter_program(machine)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    check(libc.prctl(PR_SET_SECCOMP, 2, header, 0, 0), "seccomp")


def filter_program(machine):
    """The filter as BPF: eight bytes an instruction (operation, jump if true, jump if false, operand)."""
    load, equal, at_least, any_bit, give = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, refuse, absent, kill = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS, 0x80000000
    denied = sorted(numbers[machine] for numbers in syscalls.DENIED.values() if numbers[machine] is not None)
    lines = [
        (load, 0, 0, 4),
        (equal, 1, 0, syscalls.AUDIT_ARCH[machine]),
        (give, 0, 0, kill),
        (load, 0, 0, 0),
    ]
    if machine == syscalls.MACHINES["x86_64"]:  # the same calls by their x32 numbers
        lines += [(at_least, 0, 1, 0x40000000), (give, 0, 0, refuse)]
    lines += [(equal, 0, 1, syscalls.CLONE3[machine]), (give, 0, 0, absent)]
    lines += [(equal, 0, 4, syscalls.CLONE[machine]), (load, 0, 0, 16), (any_bit, 0, 1, THREAD)]
    lines += [(give, 0, 0, allow), (give, 0, 0, refuse)]
    for number in denied:
        lines += [(equal, 0, 1, number), (give, 0, 0, refuse)]
    return b"".join(struct.pack("<HBBI", *line) for line in [*lines, (give, 0, 0, allow)])


def lock_in(limits):
    """Turn every lock; returns name -> "" if it holds, else why not.  Nothing of a student's has run yet."""
    locks = {
        "mounts": lambda: new_mounts(limits["tmp_bytes"]),
        "privileges": no_privileges,
        "limits": lambda: resource_limits(limits),
        "landlock": landlock,
        "seccomp": seccomp,
    }
    if not limits["sandboxed"]:  # --unsafe: what can be had without a sandbox
        locks = {"limits": locks["limits"]}
    held = {}
    for name, turn in locks.items():
        try:
            turn()
            held[name] = ""
        except OSError as error:
            held[name] = str(error)
    return held
