"""What runs in the sandbox, which holds nothing else of the course: they import each other alone.

zygote    imported NumPy once, never computes, forks a locked-in child for each submission
confine   the locks: namespaces, mounts, limits, Landlock, seccomp
syscalls  the system calls that no exercise needs
child     runs a student's cells and calls their functions
stand_in  inert stand-ins for modules that a lab imports and that the sandbox does not hold
plain     numbers, texts, lists and arrays as JSON and back; frames on a socket
"""
