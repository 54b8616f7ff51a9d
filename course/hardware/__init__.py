"""What computing costs on real hardware: energy, time, and the way to memory.

energy     picojoules for an operation and for a byte, with their sources; what a pass through a network takes
networks   networks on paper: as large as you like, without their numbers
devices    a phone, a laptop and a server as budgets: memory, time, battery
staircase  the levels of this machine's memory, in time
meters     joules read off this machine's own meter, where it has one
"""
